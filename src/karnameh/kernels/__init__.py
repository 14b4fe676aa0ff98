"""
Kernels forked from a process that has the imports done, started as Jupyter starts any kernel.

The asker (papermill, JupyterLab, a worker of ours) holds a line, a Unix socket, to the parent, which is begun
by whoever needs it first. A kernel is a child of the parent and lives no longer than its asker's line. What a
process takes over as it starts, and no fork can change, is in the key of the parent; everything else is given
with each kernel: environment, folder, streams, umask, ignored signals.
"""
