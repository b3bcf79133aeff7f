# Install and export: `find_package(tuner)` gives tuner::tuner, tuner::gp and the other libraries.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
get_property(tuner_exported GLOBAL PROPERTY TUNER_EXPORTED)
install(TARGETS ${tuner_exported} EXPORT tunerTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tuner)
install(EXPORT tunerTargets NAMESPACE tuner:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tuner)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/tunerConfig.cmake.in
  ${PROJECT_BINARY_DIR}/tunerConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tuner)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tunerConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tunerConfig.cmake ${PROJECT_BINARY_DIR}/tunerConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/libcsv.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tuner)
