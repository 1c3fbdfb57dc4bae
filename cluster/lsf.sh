#!/bin/bash
# IBM Spectrum LSF: bsub <cluster/lsf.sh
# sdgp-launch, sdgp-dist (launch/install PREFIX) and the working folder lie on storage that all nodes share. Open MPI
# takes the hosts from LSF if it was built with LSF support (ompi_info | grep "ras: lsf"); otherwise add
# --hostfile "$LSB_DJOB_HOSTFILE" to sdgp-launch.
#
# Ten minutes before the time limit LSF sends USR1; the ranks write a checkpoint and the job ends with 75, at which LSF
# queues it again under the same number (-Q), and it goes on in the same folder.
#
#BSUB -J sdgp
#BSUB -n 8
#BSUB -R "span[ptile=4]"
#BSUB -W 4:00
#BSUB -wt 10
#BSUB -wa USR1
#BSUB -Q "75"
#BSUB -o sdgp.%J.log
# What many sites want; one # less makes it an option.
##BSUB -q NAME
##BSUB -P NAME

# The site's modules, and where launch/install put the programs.
# module load openmpi/4.1
# export PATH=$HOME/.local/bin:$PATH

# exec, so that LSF's signals reach the launcher itself.
exec sdgp-launch -n "$LSB_DJOB_NUMPROC" --threads 1 --restarts 2 -- \
  train --data digits --output "runs/lsf-$LSB_JOBID" --resume
