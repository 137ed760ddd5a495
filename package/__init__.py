"""How the program becomes a folder that runs without Python; used by pyinstaller.spec."""
