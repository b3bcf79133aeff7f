"""Calls of the native API against the document that describes them: as much of JSON Schema as the document uses."""

import json
import re
import urllib.parse

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

    def properties(self, schema):
        """All that an object of this schema may have by name; None: it names none."""
        schema = self.resolve(schema)
        parts = [self.properties(each) for each in schema.get("allOf", [])] + [schema.get("properties")]
        parts = [part for part in parts if part is not None]
        return {name: rule for part in parts for name, rule in part.items()} if parts else None

    def check(self, value, schema, place="answer", part=False):
        """Raises AssertionError with the place where `value` breaks `schema`, or has a member of which the document does not tell."""
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
            self.check(value, each, place, part=True)
        if isinstance(value, list):
            for index, item in enumerate(value):
                self.check(item, schema.get("items", {}), "%s[%d]" % (place, index))
        if isinstance(value, dict):
            self.check_members(value, schema, place, part)

    def check_members(self, value, schema, place, part):
        missing = set(schema.get("required", [])) - set(value)
        assert not missing, "%s has no %s" % (place, missing)
        named = self.properties(schema)
        others = schema.get("additionalProperties", named is None or part)
        for name, member in value.items():
            rule = (named or {}).get(name, others)
            assert rule is not False, "%s has %s, which the document does not name" % (place, name)
            self.check(member, {} if rule is True else rule, place + "." + name)

    def operation(self, method, path):
        """(its operation, the parameters of its path) of a request, by its path below the server's root; None where there is none."""
        for template, item in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path):
                operation = item.get(method.lower())
                return operation and (operation, item.get("parameters", []) + operation.get("parameters", []))
        return None

    def check_call(self, method, target, status, sent, answered, seen):
        """`sent` and `answered` as JSON, None where there was none. What was answered well must have been asked as the document says; bytes are
        sent as they are."""
        path, _, query = target.partition("?")
        found = self.operation(method, path)
        if found is None:
            return self.check(answered, self.schema("Error"))
        operation, parameters = found
        seen.add((operation["operationId"], str(status)))
        described = self.resolve(operation["responses"].get(str(status), operation["responses"]["default"]))
        content = described.get("content", {}).get("application/json")
        assert (content is None) == (answered is None), (method, target, status, answered)
        if content is not None:
            self.check(answered, content["schema"])
        if status >= 300:
            return None
        known = {each["name"] for each in map(self.resolve, parameters) if each["in"] == "query"}
        assert set(urllib.parse.parse_qs(query)) <= known, "%s takes more than %s" % (target, known)
        if sent is not None and not isinstance(sent, bytes):
            body = operation["requestBody"]["content"]["application/json"]["schema"]
            self.check(json.loads(sent) if isinstance(sent, str) else sent, body, "body")
        return None
