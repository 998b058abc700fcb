#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the migrations into a C table: embed.py OUTPUT NNN-name.sql…"""
import json
import pathlib
import sys

files = sorted(pathlib.Path(name) for name in sys.argv[2:])
out = ['/* Made by embed.py. */', '#include "sparkled-migrations.h"', '', 'const SparkledMigration sparkled_migrations[] = {']
for number, file in enumerate(files, 1):
    if int(file.name[:3]) != number:
        sys.exit(f'{file}: expected migration {number:03}')
    out.append(f'  {{ {number}, "{file.stem}",')
    for line in file.read_text('utf-8').splitlines(keepends=True):
        # JSON's escapes are C's, but for the unicode ones; the schema is plain ASCII
        out.append('    ' + json.dumps(line))
    out.append('  },')
out.append('  { 0, NULL, NULL },\n};\n')
pathlib.Path(sys.argv[1]).write_text('\n'.join(out), 'utf-8')
