#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn a list of passwords, one a line, "#" for comments, into sorted lines of C strings."""
import sys

source, target = sys.argv[1:]
words = set()
with open(source, encoding='ascii') as lines:
    for number, line in enumerate(lines, 1):
        word = line.strip()
        if not word or word.startswith('# '):
            continue
        if any(c in word for c in '"\\ ') or not word.isprintable():
            sys.exit(f'{source}:{number}: not a password this table can hold: {word!r}')
        words.add(word.lower())

with open(target, 'w', encoding='ascii') as out:
    out.writelines(f'  "{word}",\n' for word in sorted(words))
