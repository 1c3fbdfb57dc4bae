#!/bin/bash
# PBS Professional or OpenPBS: qsub cluster/pbs.sh
# sdgp-launch, sdgp-dist (launch/install PREFIX) and the working folder lie on storage that all nodes share. Open MPI
# takes the hosts from PBS if it was built with PBS support (ompi_info | grep "ras: tm"); otherwise add
# --hostfile "$PBS_NODEFILE" to sdgp-launch.
#
# Not tried under a real PBS. At the time limit PBS sends SIGTERM and kills after the server's kill_delay (10 s unless
# set), which must leave time for a step and a checkpoint.
#PBS -N sdgp
#PBS -l select=2:ncpus=4:mpiprocs=4
#PBS -l walltime=04:00:00
#PBS -r y
#PBS -j oe

cd "$PBS_O_WORKDIR" || exit 1

# exec, so that PBS's signal reaches the launcher itself. Run again (qsub) after exit code 75: --resume continues.
exec sdgp-launch -n "$(wc -l <"$PBS_NODEFILE")" --threads 1 -- \
  train --data digits --output runs/pbs --checkpoint-every 500 --resume
