"The names of the package: where each is defined and documented, and its entry with its parameters as Markdown."
import ast, io, re, tokenize
from functools import cache
from typing import NamedTuple

from . import ROOT, text

PACKAGE = 'multilabel_nb'

class Param(NamedTuple):
    "A parameter, as its author wrote it."
    name: str
    type: str
    default: str
    meaning: str

class Name(NamedTuple):
    "A function, class or method of the package."
    module: str
    name: str
    node: ast.AST
    params: list
    returns: Param

    @property
    def anchor(self): return self.name.lower()
    @property
    def doc(self): return ast.get_docstring(self.node) or ''
    @property
    def public(self): return not any(part.startswith('_') for part in self.name.split('.'))

def _comments(code):
    "The comments of a module, line number to text."
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {t.start[0]: t.string.lstrip('# ').strip() for t in tokens if t.type == tokenize.COMMENT}

def _source(node): return ast.unparse(node) if node else ''

def _arguments(fn, comments):
    "The parameters of a function, without `self` and `cls`."
    a = fn.args
    plain = [*a.posonlyargs, *a.args]
    pairs = [*zip(plain, [None]*(len(plain) - len(a.defaults)) + a.defaults), *zip(a.kwonlyargs, a.kw_defaults)]
    stars = [(f'{mark}{o.arg}', o, None) for mark,o in (('*', a.vararg), ('**', a.kwarg)) if o]
    rows = [(o.arg, o, d) for o,d in pairs if o.arg not in ('self', 'cls')] + stars
    return [Param(name, _source(o.annotation), _source(d), comments.get((d or o).end_lineno, '')) for name,o,d in rows]

def _fields(cls, comments):
    "The fields of a dataclass or a named tuple, which are its parameters."
    fields = [o for o in cls.body if isinstance(o, ast.AnnAssign) and isinstance(o.target, ast.Name)]
    def param(o): return Param(o.target.id, _source(o.annotation), _default(o.value), comments.get(o.end_lineno, ''))
    return [param(o) for o in fields]

def _default(value):
    "The default of a field; of a factory, what it makes."
    code = _source(value)
    if m := re.fullmatch(r'field\(default_factory=(\w+)\)', code): return f'{m[1]}()'
    return re.sub(r'^field\(default=(.*)\)$', r'\1', code)

def _entry(module, prefix, node, comments):
    "The `Name` of a definition; a class takes the parameters of its own `__init__`, or its fields."
    own = [o for o in node.body if isinstance(o, ast.FunctionDef) and o.name == '__init__']
    if isinstance(node, ast.ClassDef): params = _arguments(own[0], comments) if own else _fields(node, comments)
    else: params = _arguments(node, comments)
    back = getattr(node, 'returns', None)
    returns = Param('returns', _source(back), '', comments.get(back.end_lineno, '')) if back else None
    return Name(module, f'{prefix}{node.name}', node, params, returns)

def _patched(node):
    "The class that a function with `@patch` becomes a method of, and a dot."
    patched = any(_source(o).startswith('patch') for o in node.decorator_list)
    if not patched or not node.args.args: return ''
    return _source(node.args.args[0].annotation).split('|')[0] + '.'

@cache
def names():
    "Every function, class and method of the package, `module.name` to `Name`, in the order of the source."
    found = {}
    for f in sorted((ROOT/PACKAGE).glob('[a-z]*.py')):
        code = f.read_text(encoding='utf-8')
        comments = _comments(code)
        kinds = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
        for node in [o for o in ast.parse(code).body if isinstance(o, kinds)]:
            group = [_entry(f.stem, '' if isinstance(node, ast.ClassDef) else _patched(node), node, comments)]
            inner = node.body if isinstance(node, ast.ClassDef) else []
            group += [_entry(f.stem, f'{node.name}.', o, comments) for o in inner if isinstance(o, kinds)]
            found |= {f'{o.module}.{o.name}': o for o in group}
    return found

def resolve(name, module=None):
    "The `Name` that a code span means on the page of `module`, or None: the page's own first, then the library's."
    name = name.strip().removesuffix('()').removeprefix(f'{PACKAGE}.')
    known = names()
    if name in known: return known[name]
    if f'{module}.{name}' in known: return known[f'{module}.{name}']
    found = [o for o in known.values() if o.name == name and o.public]
    library = [o for o in found if o.module not in ('cli', 'run')]
    return library[0] if library else found[0] if len(found) == 1 else None

def _escape(s): return s.replace('|', '\\|').replace('\n', ' ')

def _code(s): return f'`{_escape(s)}`' if s else ''

def _says(param): return param and param.type not in ('', 'None', 'object')

def table(entry):
    "The parameters of `entry`, and what it returns, as a Markdown table; empty without any."
    rows = entry.params + ([entry.returns] if _says(entry.returns) else [])
    named = [f'*{o.name}*' if o is entry.returns else _code(o.name) for o in rows]
    types,defaults = [[_code(o) for o in column] for column in ([o.type for o in rows], [o.default for o in rows])]
    columns = dict(parameter=named, type=types, default=defaults, meaning=[_escape(o.meaning) for o in rows])
    columns = {head: cells for head,cells in columns.items() if any(cells)}
    def line(cells): return f'| {" | ".join(cells)} |'
    return '\n'.join([line(columns), line('---' for _ in columns), *map(line, zip(*columns.values()))]) if rows else ''

def signature(entry):
    "One line: the name, its parameters with their defaults, and what it returns."
    shown = [o.name + (f'={o.default}' if o.default else '') for o in entry.params]
    kind = 'class ' if isinstance(entry.node, ast.ClassDef) else ''
    back = f' -> {entry.returns.type}' if _says(entry.returns) else ''
    return f'{kind}{entry.name}({", ".join(shown)}){back}'

def source_link(entry, git_url, branch):
    "A link to the lines of the definition."
    url = f'{git_url}/blob/{branch}/{PACKAGE}/{entry.module}.py#L{entry.node.lineno}'
    return f'<a class="source" href="{url}" aria-label="Source of {entry.name}">source</a>'

def exported(nb):
    "The exported cells of a notebook: number, code, names."
    for i,cell in enumerate(nb['cells']):
        src = text(cell['source'])
        if cell['cell_type'] == 'code' and re.search(r'^#\| *export[si]?\b', src, re.M): yield i,src,defined(src)

def defined(src):
    "The names that a cell defines at its top level."
    return re.findall(r'^(?:async def|def|class) (\w+)', src, re.M) or re.findall(r'^([A-Za-z_]\w*) *=[^=]', src, re.M)
