# libcsv brings neither a CMake package nor a pkg-config file: the target LibCSV::csv.
if(NOT TARGET LibCSV::csv)
  find_path(LIBCSV_INCLUDE_FOLDER csv.h REQUIRED)
  find_library(LIBCSV_LIBRARY csv REQUIRED)
  add_library(LibCSV::csv UNKNOWN IMPORTED)
  set_target_properties(LibCSV::csv PROPERTIES
    IMPORTED_LOCATION ${LIBCSV_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${LIBCSV_INCLUDE_FOLDER})
endif()
