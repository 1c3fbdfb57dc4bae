#!/bin/bash
# PBS Professional or OpenPBS: qsub cluster/pbs.sh
# sdgp-launch, sdgp-dist (launch/install PREFIX) and the working folder lie on storage that all nodes share. Open MPI
# takes the hosts from PBS if it was built with PBS support (ompi_info | grep "ras: tm"); otherwise add
# --hostfile "$PBS_NODEFILE" to sdgp-launch.
#
# PBS gives no warning before the time limit. Some minutes before it, after SDGP_STOP_AFTER seconds, this script has the
# ranks write a checkpoint, and submits itself again to go on in the same folder, which has the first job's number. Keep
# the two times apart; where nodes may not submit jobs, submit it by hand: qsub -v SDGP_RUN=runs/pbs-NUMBER cluster/pbs.sh
#
#PBS -N sdgp
#PBS -l select=2:ncpus=4:mpiprocs=4
#PBS -l walltime=04:00:00
#PBS -j oe
# What many sites want; one # less makes it an option.
##PBS -q NAME
##PBS -A NAME

cd "$PBS_O_WORKDIR" || exit 1

# The site's modules, and where launch/install put the programs.
# module load openmpi/4.1
# export PATH=$HOME/.local/bin:$PATH

run=${SDGP_RUN:-runs/pbs-$PBS_JOBID}
# In the background, because bash runs no trap while it waits for a command in the foreground.
sdgp-launch -n "$(wc -l <"$PBS_NODEFILE")" --threads 1 --restarts 2 -- \
  train --data digits --output "$run" --resume &
ranks=$!
(
  sleep "${SDGP_STOP_AFTER:-14100}" &
  trap 'kill $!' TERM
  wait $! && kill -USR1 $$
) &
timer=$!
interrupted= warned=
trap 'interrupted=yes warned=yes; kill -USR1 "$ranks"' USR1
trap 'interrupted=yes; kill -USR1 "$ranks"' TERM
while
  status=0
  wait "$ranks" || status=$?
  [ -n "$interrupted" ] # a signal ends wait before the ranks end
do interrupted=; done
kill "$timer" 2>/dev/null

# Only what the time limit stopped: a job that somebody deletes stays away.
if [ "$status" = 75 ] && [ -n "$warned" ]; then exec qsub -v "SDGP_RUN=$run" cluster/pbs.sh; fi
exit "$status"
