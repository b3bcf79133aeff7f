// What in a text looks like a secret that nobody meant to show: keys, passwords, tokens. By form alone; a text without these forms is
// not thereby free of secrets.
#pragma once

#include <string>
#include <string_view>

namespace tuner {

// The whole value is the id of an AWS access key, or has the form of its secret (40 characters of base64, capitals, small letters
// and digits among them). A SHA-1 in hexadecimal has not.
bool looks_like_aws_credential(std::string_view value);

// `text` with "***" for AWS access key ids, values assigned to secret-sounding names (password=…, "api_key": "…"), bearer tokens,
// passwords in addresses, and private keys in PEM. In quotes of logs that are recorded and shown.
std::string redacted(std::string text);

}  // namespace tuner
