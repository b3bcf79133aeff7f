# tuner_library (with tuner_sources), tuner_test, tuner_bench: the three kinds of target that this project knows.

# Every library inherits its flags from here; the instruction set is PUBLIC, since Eigen's layouts depend on it.
add_library(tuner_flags INTERFACE)
add_library(tuner::flags ALIAS tuner_flags)
set_target_properties(tuner_flags PROPERTIES EXPORT_NAME flags)
target_compile_features(tuner_flags INTERFACE cxx_std_20)
target_compile_options(tuner_flags INTERFACE -march=${TUNER_ARCH})
target_include_directories(tuner_flags INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/tuner>)
set_property(GLOBAL PROPERTY TUNER_EXPORTED tuner_flags)

# tuner_library(base HEADERS a.h … SOURCES a.cc … PUBLIC tgt … PRIVATE tgt …)
# Defines tuner_base with the alias tuner::base; headers keep the spelling they have in the tree.
function(tuner_library name)
  cmake_parse_arguments(arg "" "" "HEADERS;SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target tuner_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(tuner::${name} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  target_link_libraries(${target} PUBLIC tuner::flags ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  target_compile_options(${target} PRIVATE ${TUNER_WARNINGS})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY TUNER_EXPORTED ${target})
endfunction()

# tuner_sources(service HEADERS a.h … SOURCES a.cc …): files of a library that stand in a folder below its own.
function(tuner_sources name)
  cmake_parse_arguments(arg "" "" "HEADERS;SOURCES" ${ARGN})
  list(TRANSFORM arg_HEADERS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  list(TRANSFORM arg_SOURCES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  target_sources(tuner_${name} PUBLIC FILE_SET HEADERS FILES ${arg_HEADERS} PRIVATE ${arg_SOURCES})
endfunction()

# tuner_test(name SOURCES a_test.cc … LIBRARIES tgt … LABELS label …): one executable, one ctest entry per TEST. Label: unit.
function(tuner_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tuner::flags ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${TUNER_WARNINGS})
  if(TUNER_SANITIZE MATCHES undefined)  # the code of tests need not prove itself, and compiles in half the time
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
  target_compile_definitions(${name} PRIVATE TUNER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 600)
endfunction()

# tuner_bench(gp_bench SOURCES … LIBRARIES …): also run for a moment by ctest, so that it cannot rot.
function(tuner_bench name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tuner::flags ${arg_LIBRARIES} benchmark::benchmark)
  target_compile_options(${name} PRIVATE ${TUNER_WARNINGS})
  if(TUNER_BUILD_TESTS)
    add_test(NAME bench.${name} COMMAND ${name} --benchmark_min_time=0.001)
    set_tests_properties(bench.${name} PROPERTIES LABELS bench TIMEOUT 300)
  endif()
endfunction()
