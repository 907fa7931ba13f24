"""Runs notebooks one after the other in one Python process, by nbclient or by papermill, and writes them to a folder."""

import os
import sys

tool, out, *files = sys.argv[1:]
os.makedirs(out, exist_ok=True)
for path in files:
    target, folder = os.path.join(out, os.path.basename(path)), os.path.dirname(path)
    if tool == "papermill":
        import papermill

        papermill.execute_notebook(path, target, kernel_name="deno", cwd=folder, progress_bar=False)
    else:
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, kernel_name="deno", timeout=120, resources={"metadata": {"path": folder}}).execute()
        nbformat.write(notebook, target)
