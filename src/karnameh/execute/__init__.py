"""Running notebooks: what must be run and why, running one under Papermill, running many."""
