"""Why a text is no patent number: the messages, as templates for the translation catalogue."""

from registry.money import N_

EMPTY = N_("No patent number is given.")
NO_NUMBER = N_("There is no patent number in “{typed}”.")
TOO_LONG = N_("The text is too long for a patent number: {length} characters.")
SEVERAL = N_("There are {count} numbers in one field: {numbers}. Enter one number in each field.")
WRONG_CHECK_DIGIT = N_(
    "The check digit of {number} is wrong: it is {given}, but the digits before it call for "
    "{right}. One of the digits is mistyped; compare it with the patent certificate."
)
NO_CHECK_DIGIT = N_(
    "{number} lacks its check digit, the digit after the dot. Copy it from the patent certificate."
)
WRONG_TYPE_DIGIT = N_(
    "The type digit of {number} is {given}; it is 1, 2, 3, 8 or 9 in every application number."
)
WRONG_YEAR = N_("{number} begins with {given}, which is not a year of numbers of that length.")
WRONG_LENGTH = N_(
    "{number} has {count} digits before the dot; an application number has 12 of them and then "
    "its check digit, or 8 if it was given before October 2003."
)
LONG_CHECK_DIGIT = N_("{number} has {count} digits after the dot; the check digit is a single one.")
LOST_ZERO = N_("{number} has lost the zero it begins with, as happens in a spreadsheet.")
SCIENTIFIC = N_(
    "“{given}” is what a spreadsheet made of the number; the last digits are lost. Set the column "
    "to text and enter the number again from the patent certificate."
)
LETTER_FOR_DIGIT = N_("There is a letter O in {number} where a zero belongs.")
ZL_ON_PUBLICATION = N_(
    "{number} is the number of a published document; ZL goes before the patent number only. "
    "Enter the patent number."
)
KIND_CODE = N_("The kind code {given} does not go with {number}.")
PUBLICATION_NEEDS_CN = N_(
    "{number} looks like the number of a published document; those begin with CN. "
    "Enter the patent number if you have it."
)
ST13 = N_(
    "{number} is the office's form for data exchange, which leaves out the check digit. "
    "Enter the application number."
)
