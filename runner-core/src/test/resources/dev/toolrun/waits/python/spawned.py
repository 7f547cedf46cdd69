import multiprocessing, os, sys


def square(number):
    return number * number, sys.argv, "TOOLRUN_WAIT" in os.environ, os.environ["TOOLRUN_USER"], __name__


if __name__ == "__main__":
    for method in "spawn", "fork":
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(method, pool.map(square, range(3)))
