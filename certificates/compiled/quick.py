"""A design's template that is filled in half the time, and with the same HTML.

Most of what a template prints has nothing in it to be escaped, which can be seen sooner than
markupsafe says it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from jinja2.compiler import CodeGenerator
from markupsafe import escape

from certificates.design import Design


class _Generator(CodeGenerator):
    """Jinja's own, but for what it writes around an expression that is printed."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class _Environment(Environment):
    """The same environment as that of `certificates.render`, with `printed` for `escape`."""

    code_generator_class = _Generator

    @staticmethod
    def printed(value: object) -> str:
        """Give what is printed for a value."""
        if type(value) is str and value.isalnum():
            return value
        return str(value) if type(value) is int else escape(value)


def fill_quickly(design: Design, values: Mapping[str, object]) -> str:
    """Fill the template of a design; raise what Jinja raises."""
    template = _template(design)
    # Jinja would copy its own names for each paper, which takes as long as a row of patents.
    context = template.new_context({**template.environment.globals, **values}, shared=True)
    return "".join(template.root_render_func(context))


@cache
def _template(design: Design) -> Template:
    environment = _Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(design.template)
