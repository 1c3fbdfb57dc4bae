#ifndef COPENMPI_H
#define COPENMPI_H

// Open MPI's handles are macros that cast the address of a global: Swift does not import macros of that kind.
// Each getter below gives one of them to Swift under its standard name.

#include <mpi.h>

#define COPENMPI_CONSTANT(type, name)                                          \
  static inline __attribute__((swift_name("getter:" #name "()"))) type         \
  copenmpi_##name(void) {                                                      \
    return name;                                                               \
  }

COPENMPI_CONSTANT(MPI_Comm, MPI_COMM_WORLD)
COPENMPI_CONSTANT(MPI_Comm, MPI_COMM_NULL)
COPENMPI_CONSTANT(MPI_Request, MPI_REQUEST_NULL)
COPENMPI_CONSTANT(MPI_Info, MPI_INFO_NULL)
COPENMPI_CONSTANT(MPI_Errhandler, MPI_ERRORS_RETURN)
COPENMPI_CONSTANT(void *, MPI_IN_PLACE)

COPENMPI_CONSTANT(MPI_Datatype, MPI_BYTE)
COPENMPI_CONSTANT(MPI_Datatype, MPI_UINT8_T)
COPENMPI_CONSTANT(MPI_Datatype, MPI_UINT16_T)
COPENMPI_CONSTANT(MPI_Datatype, MPI_INT32_T)
COPENMPI_CONSTANT(MPI_Datatype, MPI_INT64_T)
COPENMPI_CONSTANT(MPI_Datatype, MPI_FLOAT)
COPENMPI_CONSTANT(MPI_Datatype, MPI_DOUBLE)

COPENMPI_CONSTANT(MPI_Op, MPI_SUM)
COPENMPI_CONSTANT(MPI_Op, MPI_MAX)
COPENMPI_CONSTANT(MPI_Op, MPI_MIN)

#undef COPENMPI_CONSTANT

#endif
