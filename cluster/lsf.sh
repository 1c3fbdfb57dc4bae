#!/bin/bash
# IBM Spectrum LSF: bsub <cluster/lsf.sh
# sdgp-launch, sdgp-dist (launch/install PREFIX) and the working folder lie on storage that all nodes share. Open MPI
# takes the hosts from LSF if it was built with LSF support (ompi_info | grep "ras: lsf"); otherwise add
# --hostfile "$LSB_DJOB_HOSTFILE" to sdgp-launch.
#
# Not tried under a real LSF.
#BSUB -J sdgp
#BSUB -n 8
#BSUB -R "span[ptile=4]"
#BSUB -W 4:00
#BSUB -o sdgp.%J.log

exec sdgp-launch -n "$LSB_DJOB_NUMPROC" --threads 1 -- \
  train --data digits --output "runs/lsf-$LSB_JOBID"
