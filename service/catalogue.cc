#include "service/catalogue.h"

#include <algorithm>

#include "service/command_safety.h"
#include "tuner/job/field.h"
#include "tuner/job/field_readers.h"

namespace tuner {
namespace {

using std::filesystem::path;

std::string_view without_slashes(std::string_view uri) {
  while (uri.ends_with('/')) uri.remove_suffix(1);
  return uri;
}

std::vector<std::string> read_image_command(const Field& field) {
  std::vector<std::string> command = read_command(field);
  if (const std::string* argument = unsafe_argument(command)) {
    field.complain(
        "by '" + *argument +
        "' a request could decide what code runs: give an interpreter its script, and the "
        "script its placeholders as further arguments, as in [sh, -c, 'echo "
        "loss=\"$1\"', sh, '{x}']");
  }
  return command;
}

CatalogueImage read_image(const Field& field, const path& base) {
  CatalogueImage image{field.name()};
  const auto read_folder = [&](const Field& each) {
    if (const auto text = each.text()) image.folder = absolute_path(base, *text);
  };
  field.read_members(
      {{"command", [&](const Field& each) { image.command = read_image_command(each); }},
       {"folder", read_folder},
       {"environment", [&](const Field& each) { image.environment = read_texts(each); }},
       {"metrics", [&](const Field& each) { image.metrics = read_metrics(each); }}});
  return image;
}

}  // namespace

Catalogue::Catalogue(std::vector<CatalogueImage> images,
                     std::vector<std::pair<std::string, path>> prefixes)
    : images_(std::move(images)), prefixes_(std::move(prefixes)) {
  for (auto& [prefix, folder] : prefixes_) prefix = without_slashes(prefix);
  std::stable_sort(prefixes_.begin(), prefixes_.end(), [](const auto& a, const auto& b) {
    return a.first.size() > b.first.size();
  });
}

bool Catalogue::matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;  // let the last '*' swallow one character more
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

const CatalogueImage* Catalogue::find_image(std::string_view name) const {
  const auto found = std::find_if(images_.begin(), images_.end(), [&](const CatalogueImage& image) {
    return matches(image.pattern, name);
  });
  return found == images_.end() ? nullptr : &*found;
}

Result<path> Catalogue::resolve(std::string_view uri) const {
  const std::string_view address = without_slashes(uri);
  const auto found = std::find_if(prefixes_.begin(), prefixes_.end(), [&](const auto& each) {
    return address == each.first || address.starts_with(each.first + "/");
  });
  if (found == prefixes_.end()) {
    return fail(ErrorCode::kNotFound,
                "no prefix of the catalogue covers '" + std::string(uri) + "'");
  }
  const path& folder = found->second;
  const std::string_view rest = address.substr(std::min(address.size(), found->first.size() + 1));
  const path target = rest.empty() ? folder : folder / path(rest);
  const bool climbs = std::find(target.begin(), target.end(), "..") != target.end();
  if (climbs || path(rest).is_absolute() || !is_inside(target, folder)) {
    return fail(
        ErrorCode::kInvalidArgument,
        "'" + std::string(uri) + "' leaves the folder of its prefix, '" + folder.string() + "'");
  }
  return target;
}

bool is_inside(const path& target, const path& folder) {
  std::error_code unknown_target, unknown_folder;
  const path inner = std::filesystem::weakly_canonical(target, unknown_target);
  const path outer = std::filesystem::weakly_canonical(folder, unknown_folder);
  if (unknown_target || unknown_folder) return false;
  const auto [end, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

ReadResult<Catalogue> read_catalogue(const path& file) {
  const auto document = read_document(file);
  if (!document) return tl::unexpected(document.error());
  const path base = std::filesystem::absolute(file).parent_path();
  Complaints complaints(file.string());
  std::vector<CatalogueImage> images;
  std::vector<std::pair<std::string, path>> prefixes;
  const auto read_images = [&](const Field& field) {
    for (const Field& each : field.members()) images.push_back(read_image(each, base));
  };
  const auto read_prefixes = [&](const Field& field) {
    for (const auto& [prefix, folder] : read_texts(field)) {
      prefixes.emplace_back(prefix, absolute_path(base, folder));
    }
  };
  Field(*document, "", complaints)
      .read_members({{"images", read_images}, {"prefixes", read_prefixes}});
  auto errors = complaints.errors();
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return Catalogue(std::move(images), std::move(prefixes));
}

}  // namespace tuner
