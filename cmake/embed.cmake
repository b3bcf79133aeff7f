# tuner_embed(target SYMBOL file): the file becomes `const std::string_view tuner::embedded::SYMBOL` of the target, and is
# embedded again when it changes. A header of the target declares the symbol.
set(TUNER_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(tuner_embed target symbol file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cc)
  set(input ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D INPUT=${input} -D OUTPUT=${source} -D SYMBOL=${symbol} -P ${TUNER_EMBED_SCRIPT}
    DEPENDS ${input} ${TUNER_EMBED_SCRIPT}
    COMMENT "Embedding ${file}")
  target_sources(${target} PRIVATE ${source})
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  file(READ ${INPUT} hex HEX)
  file(SIZE ${INPUT} size)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  file(WRITE ${OUTPUT} "#include <string_view>

namespace tuner::embedded {
namespace {

constexpr unsigned char ${SYMBOL}_bytes[] = {
${bytes}
};

}  // namespace

extern const std::string_view ${SYMBOL};
const std::string_view ${SYMBOL}(reinterpret_cast<const char*>(${SYMBOL}_bytes), ${size});

}  // namespace tuner::embedded
")
endif()
