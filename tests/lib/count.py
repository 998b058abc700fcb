#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test cases of meson's JUnit report and prints the closing line.

Fails when a case failed or when there was none at all.
"""
import sys
import xml.etree.ElementTree as ElementTree

passed = failed = skipped = 0
for case in ElementTree.parse(sys.argv[1]).getroot().iter('testcase'):
    if case.find('failure') is not None or case.find('error') is not None:
        failed += 1
        print(f"failed: {case.get('classname')} {case.get('name')}")
    elif case.find('skipped') is not None:
        skipped += 1
    else:
        passed += 1
# A program that ended by a signal has no case of its own for that.
if not failed and sys.argv[2:] == ['failed']:
    failed = 1
    print('failed: a test program ended early, see above')
print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
sys.exit(1 if failed or not passed else 0)
