"""Runs a notebook as nbclient and nbconvert do: every cell, whatever fails, and writes it back."""

import sys

import nbformat
from nbclient import NotebookClient

path, folder = sys.argv[1:]
notebook = nbformat.read(path, as_version=4)
# A kernel name, not a manager of its own: nbclient hangs with one.
client = NotebookClient(notebook, kernel_name="deno", timeout=120, allow_errors=True, resources={"metadata": {"path": folder}})
client.execute()
nbformat.validate(notebook)
nbformat.write(notebook, path)
