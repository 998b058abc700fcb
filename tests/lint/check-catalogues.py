#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message of the sources is translated in every catalogue: one TAP line a language, every breach with its message."""
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(sys.argv[1]).resolve()

# What meson's preset "glib" hands to xgettext; another set would find other messages than the catalogues are made from.
XGETTEXT = [
    '--from-code=UTF-8', '--add-comments',
    '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
    '--keyword=g_dcgettext:2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3',
    '--flag=N_:1:pass-c-format', '--flag=C_:2:pass-c-format', '--flag=NC_:2:pass-c-format',
    '--flag=g_dngettext:2:pass-c-format', '--flag=g_strdup_printf:1:c-format', '--flag=g_string_printf:2:c-format',
    '--flag=g_string_append_printf:2:c-format', '--flag=g_error_new:3:c-format', '--flag=g_set_error:4:c-format',
    '--flag=g_markup_printf_escaped:1:c-format', '--flag=g_log:3:c-format', '--flag=g_print:1:c-format',
    '--flag=g_printerr:1:c-format', '--flag=g_printf:1:c-format', '--flag=g_fprintf:2:c-format',
    '--flag=g_sprintf:2:c-format', '--flag=g_snprintf:3:c-format',
]


def run(*command):
    """The status, and what the program complained of."""
    done = subprocess.run(command, cwd=TOP, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    return done.returncode, done.stderr.strip().splitlines()


def extract(template):
    # xgettext warns that it reads Blueprint as C: that is meant, so only its status counts
    status, said = run('xgettext', '--files-from=po/POTFILES', '--directory=.', f'--output={template}', *XGETTEXT)
    if status != 0 or not template.exists():
        yield from said or ['xgettext found no messages']


def check(language, template, folder):
    catalogue = TOP / 'po' / f'{language}.po'
    merged = folder / f'{language}.po'
    if not catalogue.exists():
        yield f'po/LINGUAS names {language}, but there is no po/{language}.po'
        return
    for status, said in (
            run('msgcmp', str(catalogue), str(template)),  # untranslated or fuzzy
            # The flags come from the sources here: a catalogue that lost its "c-format" is checked all the same.
            run('msgmerge', '--quiet', '--no-fuzzy-matching', f'--output-file={merged}', str(catalogue), str(template)),
            run('msgfmt', '--check', f'--output-file={os.devnull}', str(merged))):
        if status != 0:
            yield from said or ['failed without a word']
    # what is there but no longer used must not wait as fuzzy either
    fuzzy = folder / f'{language}.fuzzy'
    run('msgattrib', '--only-fuzzy', f'--output-file={fuzzy}', str(catalogue))
    if fuzzy.exists() and '\nmsgid' in fuzzy.read_text().replace('\nmsgid ""\nmsgstr ""', '', 1):
        yield f'po/{language}.po: has fuzzy messages'


languages = (TOP / 'po' / 'LINGUAS').read_text().split()
print(f'1..{len(languages) + 1}')
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    template = folder / 'messages.pot'
    steps = [('messages of the sources', lambda: extract(template))]
    steps += [(f'catalogue {language}', lambda language=language: check(language, template, folder)) for language in languages]
    for number, (what, step) in enumerate(steps, 1):
        breaches = list(step())
        print('not ok' if breaches else 'ok', number, '-', what)
        for breach in breaches:
            print('#', breach)
        sys.stdout.flush()
