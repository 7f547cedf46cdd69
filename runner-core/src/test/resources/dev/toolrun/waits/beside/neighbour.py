import os

WHERE = __file__


def fail():
    raise KeyError(os.path.basename(WHERE))
