"""Answers of the native API against the document that describes them: as much of JSON Schema as the document uses."""

import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$ref", "type", "enum", "properties", "required", "items", "additionalProperties", "allOf", "pattern", "format", "description", "default",
         "minimum", "maximum"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


class Document:
    def __init__(self, document):
        self.document = document

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def schema(self, name):
        return self.document["components"]["schemas"][name]

    def check(self, value, schema, place="answer"):
        """Raises AssertionError with the place where `value` breaks `schema`."""
        schema = self.resolve(schema)
        assert set(schema) <= KNOWN, "a keyword that this checker does not know: %s" % schema
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        assert not types or any(is_type(value, each) for each in types), "%s is no %s: %r" % (place, types, value)
        assert "enum" not in schema or value in schema["enum"], "%s is not among %s: %r" % (place, schema.get("enum"), value)
        if isinstance(value, str) and "pattern" in schema:
            assert re.search(schema["pattern"], value), "%s: %r" % (place, value)
        if is_type(value, "number"):
            assert schema.get("minimum", value) <= value <= schema.get("maximum", value), "%s: %r" % (place, value)
        for each in schema.get("allOf", []):
            self.check(value, each, place)
        if isinstance(value, list):
            for index, item in enumerate(value):
                self.check(item, schema.get("items", {}), "%s[%d]" % (place, index))
        if isinstance(value, dict):
            missing = set(schema.get("required", [])) - set(value)
            assert not missing, "%s has no %s" % (place, missing)
            others = schema.get("additionalProperties", True)
            for name, member in value.items():
                rule = schema.get("properties", {}).get(name, others)
                assert rule is not False, "%s has an unknown %s" % (place, name)
                self.check(member, {} if rule is True else rule, place + "." + name)

    def operation(self, method, path):
        """What the document says of a request, by its path below the server's root."""
        for template, item in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", re.escape(template).replace(r"\{", "{").replace(r"\}", "}")), path):
                return item.get(method.lower())
        return None

    def check_answer(self, method, path, status, body):
        """`body` as JSON; None: there was none."""
        operation = self.operation(method, path)
        if operation is None:
            return self.check(body, self.schema("Error"))
        described = self.resolve(operation["responses"].get(str(status), operation["responses"]["default"]))
        content = described.get("content", {}).get("application/json")
        assert (content is None) == (body is None), (method, path, status, body)
        if content is not None:
            self.check(body, content["schema"])
