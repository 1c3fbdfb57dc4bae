#!/bin/bash
# PBS Professional or OpenPBS: qsub cluster/pbs.sh
# sdgp-launch, sdgp-dist (launch/install PREFIX) and the working folder lie on storage that all nodes share. Open MPI
# takes the hosts from PBS if it was built with PBS support (ompi_info | grep "ras: tm"); otherwise add
# --hostfile "$PBS_NODEFILE" to sdgp-launch.
#
# Not tried under a real PBS.
#PBS -N sdgp
#PBS -l select=2:ncpus=4:mpiprocs=4
#PBS -l walltime=04:00:00
#PBS -j oe

cd "$PBS_O_WORKDIR" || exit 1

# exec, so that PBS's signal reaches the launcher itself.
exec sdgp-launch -n "$(wc -l <"$PBS_NODEFILE")" --threads 1 -- \
  train --data digits --output runs/pbs
