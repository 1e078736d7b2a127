#!/usr/bin/env python3
"""Prints the tables of RFC 3454 that SASLprep (RFC 4013) uses, as ranges of code points.

They come from Python's own stringprep module, which is that RFC over Unicode 3.2. To make the resource anew:
  python3 core/src/main/scripts/stringprep_tables.py > core/src/main/resources/io/pgcluster/credential/stringprep.txt
"""
import stringprep

PROHIBITED = (
    stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3,
    stringprep.in_table_c4, stringprep.in_table_c5, stringprep.in_table_c6,
    stringprep.in_table_c7, stringprep.in_table_c8, stringprep.in_table_c9,
)

TABLES = (
    ("UNASSIGNED", "A.1", stringprep.in_table_a1),
    ("MAPPED_TO_NOTHING", "B.1", stringprep.in_table_b1),
    ("MAPPED_TO_SPACE", "C.1.2", stringprep.in_table_c12),
    ("PROHIBITED", "C.1.2 and C.2.1 to C.9", lambda c: any(f(c) for f in PROHIBITED)),
    ("RIGHT_TO_LEFT", "D.1", stringprep.in_table_d1),
    ("LEFT_TO_RIGHT", "D.2", stringprep.in_table_d2),
)


def ranges(member):
    start = None
    for code in range(0x110001):
        inside = code < 0x110000 and member(chr(code))
        if inside and start is None:
            start = code
        if not inside and start is not None:
            yield start, code - 1
            start = None


print("# RFC 3454 over Unicode 3.2; made by core/src/main/scripts/stringprep_tables.py")
for name, section, member in TABLES:
    print(f"{name} # table {section}")
    for first, last in ranges(member):
        print(f"{first:X}" if first == last else f"{first:X}-{last:X}")
