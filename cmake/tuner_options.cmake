# Options and the flags that every target of this project shares.
option(TUNER_BUILD_TESTS "Build the tests and the examples" ${PROJECT_IS_TOP_LEVEL})
option(TUNER_BUILD_BENCH "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(TUNER_BUILD_FUZZERS "Build the libFuzzer targets (clang only)" OFF)
set(TUNER_ARCH "x86-64-v3" CACHE STRING "Instruction set of the whole binary (-march); never mixed")
set(TUNER_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(TUNER_CCACHE ccache)
if(TUNER_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TUNER_CCACHE})
endif()

# Warnings apply to our own targets only and are never exported.
set(TUNER_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>  # g++ 12 sees ghosts in std::variant and std::string
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-free-nonheap-object>)
if(CMAKE_UNITY_BUILD)  # what is one file's own stands in one unit with the other files
  list(APPEND TUNER_WARNINGS -Wno-shadow -Wno-subobject-linkage)
endif()
if(TUNER_SANITIZE)
  add_compile_options(-fsanitize=${TUNER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TUNER_SANITIZE})
endif()
