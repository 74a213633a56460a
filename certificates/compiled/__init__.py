"""Papers from a compiled design: WeasyPrint's own drawing, in a hundredth of its time.

WeasyPrint lays a paper out anew for each payload, though from one to the next only words differ.
Here it does so once for each shape of a paper, with tokens in place of the words, and its drawing
is kept in parts (`capture`, `compiling`). For a payload the words are set by Pango where the tokens
stood (`typesetting`, `rows`), the faces are cut down to the glyphs used (`faces`), and the file is
written and signed in one go (`shape`, `field`, `signature`).

The full path stays the reference: the first paper of every shape is compared with it (`checking`),
the template is filled for every paper and must say what the shape says (`filling`), and what the
compiled path does not know, such as a word too long for its line, is left to it. `render_signed` is
the one door, and `warm` makes it quick from the first paper.

What takes the time is said in fewer words where that can be shown to come out the same: lines are
put together from glyphs that Pango has placed before (`composing`), data that are plainly right are
not loaded by marshmallow (`data`), and Jinja escapes only what may need it (`quick`).
"""

from certificates.compiled.signed import render_signed, warm

__all__ = ["render_signed", "warm"]
