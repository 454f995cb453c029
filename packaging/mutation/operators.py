"""The changes that can be made to a source file: of Python's syntax tree, and of the SQL in its strings.

Only the changed part is written anew, so that a change looks as a person would have made it. Numbers outside
of functions stay as they are: they are measured or come from a file format, and a test would only repeat
them.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import pairwise

COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
}
ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: (r"\|", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
SQL = re.compile(r"\b(SELECT|UPDATE|DELETE FROM|INSERT|WHERE|AND|OR|ORDER BY|JOIN)\b")
_OPERAND = r"(?:\?\d*|:\w+|'[^']*'|[\w.{}]+)"
_CONDITION = rf"[\w.{{}}]+ (?:(?:NOT )?IN \([^()]*\)|IS (?:NOT )?NULL|(?:=|!=|<=?|>=?|IS) {_OPERAND})"
SQL_CHANGES: tuple[tuple[str, str, str], ...] = (
    ("condition dropped", rf"\b(WHERE|AND|ON) ({_CONDITION})", r"\1 (\2 OR 1)"),
    ("and to or", r"(?<!BETWEEN \d )\bAND\b", "OR"),
    ("or to and", r"(?<=\s)OR(?= (?!IGNORE|REPLACE))", "AND"),
    ("boundary", r"(?<=\s)>=(?=\s)", ">"),
    ("boundary", r"(?<=\s)<=(?=\s)", "<"),
    ("boundary", r"(?<=\s)>(?=\s)", ">="),
    ("boundary", r"(?<=\s)<(?=\s)", "<="),
    ("equality", r"\b(WHERE|AND|OR) ([\w.{}]+) = ", r"\1 \2 != "),
    ("equality", r"(?<=\s)!=(?=\s)", "="),
    ("least to most", r"\bmin\(", "max("),
    ("most to least", r"\bmax\(", "min("),
    ("order", r" DESC\b", ""),
    ("order", r"\bORDER BY ([\w.]+)\b(?! DESC)", r"ORDER BY \1 DESC"),
    ("null", r"\bIS NOT NULL\b", "IS NULL"),
    ("null", r"\bIS NULL\b", "IS NOT NULL"),
    ("in", r"\bNOT IN\b", "IN"),
    ("in", r"(?<!NOT )\bIN (?=\()", "NOT IN "),
    ("exists", r"(?<!IF )\bNOT EXISTS\b", "EXISTS"),
    ("join", r"\bLEFT JOIN\b", "JOIN"),
    ("distinct", r"\bDISTINCT ", ""),
    ("conflict", r"\bOR IGNORE\b", "OR REPLACE"),
)


@dataclass(frozen=True, slots=True, order=True)
class Mutation:
    """One change of one source file.

    Attributes:
        path: The file, below the package, with forward slashes.
        start: Where the replaced bytes begin; all changes with the same path and start are of one place.
        end: Where they end.
        replacement: What stands there instead.
        kind: What sort of change it is.
        function: The dotted name of the function around it; empty outside of any.
        statement: The number of the first line of the innermost statement around it, from 1.
    """

    path: str
    start: int
    end: int
    replacement: str
    kind: str
    function: str
    statement: int

    def apply(self, source: bytes) -> bytes:
        """The file with the change."""
        return source[: self.start] + self.replacement.encode() + source[self.end :]

    def line(self, source: bytes) -> int:
        """The number of the changed line, from 1."""
        return source.count(b"\n", 0, self.start) + 1

    def diff(self, source: bytes) -> str:
        """What the change looks like, without the names of files."""
        before, after = (text.decode().splitlines() for text in (source, self.apply(source)))
        return "\n".join(list(unified_diff(before, after, lineterm="", n=0))[3:])

    def lines(self, source: bytes) -> tuple[str, str]:
        """The changed lines before and after, with every run of white space as one space."""
        end = source.find(b"\n", self.end)
        first, last = source.rfind(b"\n", 0, self.start) + 1, len(source) if end < 0 else end
        changed = source[first : self.start] + self.replacement.encode() + source[self.end : last]
        return _on_one_line(source[first:last]), _on_one_line(changed)


def mutations(path: str, source: bytes) -> list[Mutation]:
    """Every change that can be made to a file, by place; few of them are against Python's grammar."""
    finder = _Finder(path, source)
    finder.visit(ast.parse(source))
    return sorted(set(finder.found))


def compiles(source: bytes) -> bool:
    """Whether a file is a program."""
    try:
        compile(source, "changed", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


class _Finder(ast.NodeVisitor):
    """Goes through a syntax tree and notes what can be changed, in the text of the file itself."""

    def __init__(self, path: str, source: bytes) -> None:
        self.found: list[Mutation] = []
        self._path = path
        self._source = source
        self._line_starts = [0]
        for line in source.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._functions: list[str] = []
        self._is_in_function = False
        self._statement = 1

    def visit(self, node: ast.AST) -> None:
        outer = self._statement
        if isinstance(node, ast.stmt):
            self._statement = node.lineno
        super().visit(node)
        self._statement = outer

    # --- what is no behaviour is passed over ----------------------------------------------------------

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, self._is_in_function = self._is_in_function, True
        self._functions.append(node.name)
        self._visit_all([*node.args.defaults, *(each for each in node.args.kw_defaults if each), *node.body])
        self._functions.pop()
        self._is_in_function = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._functions.append(node.name)
        self._visit_all(node.body)
        self._functions.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    # --- statements -----------------------------------------------------------------------------------

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return
        self._negate(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        for child in ast.walk(node):
            if isinstance(child, ast.Break):  # a loop of `while` might never end
                self._replace(child, "continue", "break to continue")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._replace(node, "break", "continue to break")

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Call) or _only_logs(node.value):
            return
        self._replace(node, "pass", "statement removed")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._replace(node, "pass", "statement removed")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._replace(node, "pass", "statement removed")
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._replace(node, "pass", "statement removed")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        # Nobody who asks whether something is so tells False from None.
        if node.value and ast.unparse(node.value) not in ("None", "False"):
            self._replace(node, "return None", "returns nothing")
        self.generic_visit(node)

    # --- expressions ----------------------------------------------------------------------------------

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._negate(test)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for (left, right), operator in zip(pairwise([node.left, *node.comparators]), node.ops, strict=True):
            token, others = COMPARISONS[type(operator)]
            for other in others:
                self._replace_between(left, right, rf"(?<![\w=!<>]){token}(?![\w=])", other, "comparison")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            self._replace_between(left, right, rf"\b{old}\b", new, f"{old} to {new}")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._replace(node, f"({self._text(node.operand)})", "not dropped")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        is_text = any(_is_text(each) for each in (node.left, node.right))
        if type(node.op) in ARITHMETIC and not is_text:
            token, other = ARITHMETIC[type(node.op)]
            self._replace_between(node.left, node.right, token, other, "arithmetic")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "zip":
            # Whether it is strict is a check of our own that no input gets to.
            self._visit_all(node.args)
        else:
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        match node.value:
            case bool():
                self._replace(node, str(not node.value), "constant")
            case int() if self._is_in_function:
                self._replace(node, str(node.value + 1), "constant")
                self._replace(node, f"({node.value - 1})", "constant")
            case float() if self._is_in_function:
                for other in (node.value * 2, node.value / 2) if node.value else (1.0,):
                    self._replace(node, repr(other), "constant")
            case str():
                self._change_sql(node)
            case _:
                pass

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._change_sql(node)
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                self.visit(each.value)

    # --- inside ---------------------------------------------------------------------------------------

    def _visit_all(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        if node.end_lineno is None or node.end_col_offset is None:
            raise ValueError(ast.dump(node))
        starts = self._line_starts
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def _text(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._source[start:end].decode()

    def _note(self, start: int, end: int, replacement: str, kind: str) -> None:
        function = ".".join(self._functions)
        self.found.append(Mutation(self._path, start, end, replacement, kind, function, self._statement))

    def _replace(self, node: ast.expr | ast.stmt, replacement: str, kind: str) -> None:
        self._note(*self._span(node), replacement, kind)

    def _replace_between(self, left: ast.expr, right: ast.expr, token: str, other: str, kind: str) -> None:
        """Replace the operator between two operands."""
        start, end = self._span(left)[1], self._span(right)[0]
        found = re.search(token.encode(), self._source[start:end])
        if found:
            self._note(start + found.start(), start + found.end(), other, kind)

    def _negate(self, test: ast.expr) -> None:
        if not isinstance(test, ast.UnaryOp | ast.Constant):
            self._replace(test, f"(not ({self._text(test)}))", "condition negated")

    def _change_sql(self, node: ast.Constant | ast.JoinedStr) -> None:
        text = self._text(node)
        if not SQL.search(text):
            return
        start, _ = self._span(node)
        for kind, old, new in SQL_CHANGES:
            for found in re.finditer(old, text):
                offset = start + len(text[: found.start()].encode())
                self._note(offset, offset + len(found[0].encode()), found.expand(new), f"SQL: {kind}")


def _only_logs(call: ast.Call) -> bool:
    return ast.unparse(call.func).startswith(("_log.", "logger."))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _on_one_line(text: bytes) -> str:
    return " ".join(text.decode().split())
