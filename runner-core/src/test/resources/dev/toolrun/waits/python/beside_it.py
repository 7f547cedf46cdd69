import pathlib, neighbour

here = pathlib.Path(__file__).resolve()
print(here, neighbour.WHERE, (here.parent / "data.txt").read_text(), open("data.txt").read())
