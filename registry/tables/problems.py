"""What is wrong with a file as a whole."""

from registry.errors import RegistryError
from registry.money import N_

NO_FILE = N_("There is no file {file}.")
CANNOT_OPEN = N_("{file} cannot be opened: {why}.")
WRONG_ENCODING = N_(
    "{file}: the text is neither UTF-8 nor GB 18030, the two encodings that are read."
)
WRONG_BYTES_AT = N_(
    "{file}: the text is UTF-8, but the bytes in line {line} are not; it is damaged."
)
UTF16 = N_("{file}: the text is UTF-16; save it as UTF-8 or GB 18030.")


class FileProblem(RegistryError):
    """422: a file that cannot be read at all; the message is one sentence that names it."""

    status = 422
