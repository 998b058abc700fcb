#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house rules as a program: one TAP line a rule, every breach with file and line."""
import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1]).resolve()

# Which rooms each room may include from, besides itself. The arrows of the house.
SHARED = {'shared/error', 'shared/rules', 'shared/wire'}
CORE = {'client/core/' + room for room in ('store', 'net', 'vault', 'sync', 'model', 'session')}
ROOMS = {
    'shared/error': set(),
    'shared/rules': {'shared/error'},
    'shared/wire': {'shared/error', 'shared/rules'},
    'client/core/store': SHARED,
    'client/core/net': SHARED,
    'client/core/vault': SHARED,
    'client/core/sync': SHARED | {'client/core/store', 'client/core/net', 'client/core/vault'},
    'client/core/markdown': {'shared/error', 'shared/rules'},
    'client/core/model': SHARED | {'client/core/store'},
    'client/core/session': SHARED | CORE,
    'client/media': SHARED,
    'client/cli': SHARED | CORE,
    'client/ui': SHARED | {'client/core/session', 'client/core/markdown', 'client/core/model', 'client/media',
                           'client/core/vault', 'client/ui'},
    'server/db': SHARED,
    'server/domain': SHARED | {'server/db'},
    'server/import': SHARED | {'server/domain', 'server/db'},
    'server/admin': SHARED | {'server/config', 'server/import', 'server/domain', 'server/db'},
    'server/api': SHARED | {'server/domain', 'server/db'},
    'server/http': SHARED | {'server/api', 'server/domain', 'server/db'},
    'server/live': SHARED | {'server/domain', 'server/db'},
    'server/jobs': SHARED | {'server/domain', 'server/db'},
    'server/video': SHARED | {'server/domain', 'server/db'},
    'server/config': SHARED,
    'server/process': SHARED | {'server/config', 'server/db', 'server/domain', 'server/api', 'server/live', 'server/http', 'server/jobs',
                                'server/video'},
}
# main.c and admin.c wire everything of the server together.
WIRING = {'server/main.c', 'server/admin.c'}

FORBIDDEN = [
    # (pattern, where it is allowed, why)
    (r'\b(strcpy|strcat|sprintf|vsprintf|gets|tmpnam|mktemp)\s*\(', (), 'unbounded C string functions'),
    (r'(?<![\w.>])(sleep|usleep|g_usleep)\s*\(', ('server/admin.c', 'server/main.c'), 'blocks its thread; wait for a condition'),
    (r'(?<![\w.>])system\s*\(|\bpopen\s*\(', (), 'a shell between us and the program'),
    (r'\bg_object_set_data(_full)?\s*\(', (), 'string-keyed state instead of a field'),
    (r'\bg_error\s*\(', (), 'ends the program on what may be input'),
    (r'\bg_assert\w*\s*\([^)]*error', (), 'asserts on an error that may happen'),
    (r'\bPQ(exec|execParams|prepare|execPrepared)\s*\(', ('server/db/',), 'blocks the loop'),
    (r'(strcmp|strstr|g_strcmp0|g_str_has_prefix|g_str_equal)\s*\([^;\n]*->message\s*,\s*"', (), 'matches on an error message'),
    (r'\b(TODO|FIXME|XXX|HACK)\b', (), 'left open'),
    (r'\bgtk_[a-z_]+\s*\(', ('client/ui/',), 'GTK outside the interface'),
    (r'\bsoup_multipart|SOUP_TYPE_AUTH_DOMAIN_DIGEST', (), 'not for untrusted input'),
]
FILE_LINES = 600
FUNCTION_LINES = 110


def sources(*suffixes):
    for room in ('shared', 'client', 'server'):
        for path in sorted((TOP / room).rglob('*')):
            if path.suffix in suffixes:
                yield path


def name(path):
    return str(path.relative_to(TOP))


def room_of(path):
    text = name(path)
    best = ''
    for room in ROOMS:
        if text.startswith(room + '/') and len(room) > len(best):
            best = room
    return best


def strip_comments(text):
    return re.sub(r'/\*.*?\*/|//[^\n]*', lambda m: re.sub(r'[^\n]', ' ', m.group()), text, flags=re.S)


def without_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def check_licence():
    for path in sources('.c', '.h', '.blp', '.py', '.sql'):
        if 'SPDX-License-Identifier: GPL-3.0-or-later' not in path.read_text()[:400]:
            yield f'{name(path)}:1: no SPDX line'


def check_arrows():
    home = {}
    for path in sources('.h'):
        home.setdefault(path.name, path)
    for path in sources('.c', '.h'):
        room = room_of(path)
        if not room:
            if name(path) not in WIRING:
                yield f'{name(path)}:1: stands in no room; every source belongs to one'
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = re.match(r'\s*#\s*include\s+"(?:[^"]*/)?([^"/]+)"', line)
            if not found or found.group(1) not in home:
                continue
            other = room_of(home[found.group(1)])
            if other != room and other not in ROOMS[room]:
                yield f'{name(path)}:{number}: {room} must not include {found.group(1)} of {other}'


def check_forbidden():
    for path in sources('.c', '.h'):
        text = path.read_text()
        code = without_strings(strip_comments(text))
        for pattern, allowed, why in FORBIDDEN:
            where = text if pattern.startswith(r'\b(TODO') else code
            if any(name(path).startswith(prefix) for prefix in allowed):
                continue
            for found in re.finditer(pattern, where):
                number = where.count('\n', 0, found.start()) + 1
                yield f'{name(path)}:{number}: {found.group().strip()}: {why}'


def check_sql_by_printf():
    # A name cannot be bound; a comment on the line or above it then says that it is a constant.
    for path in sources('.c'):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if 'constant name' in ' '.join(lines[max(0, number - 3):number]):
                continue
            if re.search(r'(g_strdup_printf|g_string_append_printf|snprintf)\s*\(.*"\s*(SELECT|INSERT|UPDATE|DELETE)\b[^"]*%s', line):
                yield f'{name(path)}:{number}: SQL made by printf; bind a parameter'


def check_sizes():
    for path in sources('.c', '.h'):
        lines = path.read_text().splitlines()
        if len(lines) > FILE_LINES:
            yield f'{name(path)}:{len(lines)}: over {FILE_LINES} lines; which thought can leave it?'
        start = None
        for number, line in enumerate(lines, 1):
            if line == '{':
                start = number
            elif line == '}' and start is not None:
                if number - start > FUNCTION_LINES:
                    yield f'{name(path)}:{start}: a function of {number - start} lines'
                start = None


def check_readmes():
    for room in sorted(ROOMS):
        folder = TOP / room
        if not folder.is_dir() or not any(folder.rglob('*.c')):
            continue
        here = [folder, *[p for p in folder.parents if p != TOP and TOP in p.parents]]
        readme = next((p / 'README.md' for p in here if (p / 'README.md').exists()), None)
        if readme is None:
            yield f'{room}: no README.md says what it is for'
        elif len(readme.read_text().splitlines()) > 60:
            yield f'{name(readme)}: over 60 lines'


def check_translations():
    potfiles = TOP / 'po' / 'POTFILES'
    listed = set(potfiles.read_text().split()) if potfiles.exists() else set()
    for path in sorted((TOP / 'client' / 'ui').rglob('*')):
        if path.suffix not in ('.c', '.blp'):
            continue
        if re.search(r'\b(?:C|N|NC)?_\s*\(\s*["\']|\bngettext\s*\(', path.read_text()) and name(path) not in listed:
            yield f'{name(path)}: has words to translate but is not in po/POTFILES'
    for entry in sorted(listed):
        if not entry.startswith('#') and not (TOP / entry).exists():
            yield f'po/POTFILES: {entry} does not exist'


def check_private_paths():
    pattern = re.compile(r'/work/|\.\./shared/|/root/\.')
    for folder in ('shared', 'client', 'server', 'data', 'tests', 'po', '.dev', '.ci'):
        for path in sorted((TOP / folder).rglob('*')):
            if not path.is_file() or path.suffix in ('.png', '.csv', '.db', '.svg') or path == pathlib.Path(__file__).resolve():
                continue
            try:
                text = path.read_text()
            except UnicodeDecodeError:
                continue
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line) and 'include' not in line:
                    yield f'{name(path)}:{number}: a path that only one machine has'


def check_test_sleeps():
    for path in sorted((TOP / 'tests').rglob('*')):
        if path.suffix not in ('.c', '.py') or path.parent.name == 'lint':
            continue
        text = path.read_text()
        code = without_strings(strip_comments(text)) if path.suffix == '.c' else text
        for found in re.finditer(r'(?<![\w.>])(sleep|usleep|g_usleep)\s*\(|\btime\.sleep\s*\(', code):
            number = code.count('\n', 0, found.start()) + 1
            if 'paces' in text.splitlines()[number - 1]:
                continue  # a fault that is injected at random moments, nothing is waited for
            yield f'{name(path)}:{number}: a sleep is a guess about time; wait for the condition'


CHECKS = [value for key, value in sorted(globals().items()) if key.startswith('check_')]
print(f'1..{len(CHECKS)}')
failed = False
for number, check in enumerate(CHECKS, 1):
    breaches = list(check())
    failed |= bool(breaches)
    print(('not ok' if breaches else 'ok'), number, '-', check.__name__.removeprefix('check_').replace('_', ' '))
    for breach in breaches:
        print('#', breach)
    sys.stdout.flush()
sys.exit(0)
