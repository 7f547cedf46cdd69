import neighbour


def deeper():
    try:
        neighbour.fail()
    except KeyError as error:
        raise ValueError("in vain") from error


print("before")
deeper()
