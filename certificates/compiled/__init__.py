"""Papers from a compiled design: WeasyPrint's own drawing, in a hundredth of its time.

WeasyPrint lays a paper out anew for each payload, though from one to the next only words differ.
Here it does so once for each shape of a paper, with tokens in place of the words, and its drawing
is kept in parts (`capture`, `compiling`). For a payload the words are set by Pango where the tokens
stood (`typesetting`, `rows`), the faces are cut down to the glyphs used (`faces`), and the file is
written and signed in one go (`shape`, `field`, `signature`).

The full path stays the reference: the first paper of every shape is compared with it (`checking`),
and it is the fallback for a word that is too long for its line and for whatever else the compiled
path does not know. `render_signed` is the one door.
"""

from certificates.compiled.signed import render_signed

__all__ = ["render_signed"]
