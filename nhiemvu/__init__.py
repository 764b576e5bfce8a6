"""The measures of the programme (R6, R9-R11, R16-R18, R20).

An empty room for now: its tables come with the issue that brings the measures. It stands on the line already, so
that the employer's whole page, which will show agreements, knows where it moves (04 §4.1).
"""
