#ifndef COPENMPI_H
#define COPENMPI_H
#include <mpi.h>
#endif
