"""Deadlines counted by hand on a paper calendar: length, how it counts, region, event, due day.

`next`, `prev`, `stays`: what a free day does. `same`: the day of the event counts. `before`: counts back.
`atsg`: deadlines rest in the recesses of ATSG 38.
"""

TABLE = """
# two, three, six weeks of the social law in Germany: Christmas, New Year, Epiphany in some Länder
2 weeks next DE-NW 2026-11-25 2026-12-09
2 weeks next DE-NW 2026-12-11 2026-12-28
2 weeks next DE-NW 2026-12-12 2026-12-28
2 weeks next DE    2026-12-18 2027-01-04
2 weeks next DE-BY 2026-12-23 2027-01-07
2 weeks next DE-BW 2026-12-23 2027-01-07
2 weeks next DE-ST 2026-12-23 2027-01-07
2 weeks next DE-NW 2026-12-23 2027-01-06
2 weeks next DE-SH 2026-12-23 2027-01-06
3 weeks next DE-NW 2026-12-03 2026-12-24
3 weeks next DE-NW 2026-12-04 2026-12-28
3 weeks next DE-NW 2026-12-10 2026-12-31
3 weeks next DE-NW 2026-12-11 2027-01-04
6 weeks next DE-SH 2026-11-13 2026-12-28
6 weeks next DE-SH 2026-11-25 2027-01-06
# women's day, Easter, Corpus Christi, Reformation, repentance, children's day, Assumption, May, unity
3 weeks next DE-BE 2027-02-15 2027-03-09
3 weeks next DE-MV 2027-02-15 2027-03-09
3 weeks next DE-HH 2027-02-15 2027-03-08
2 weeks next DE-NW 2027-03-12 2027-03-30
2 weeks next DE-NW 2027-03-15 2027-03-30
3 weeks next DE-HE 2027-05-06 2027-05-28
3 weeks next DE-NW 2027-05-06 2027-05-28
3 weeks next DE-BY 2027-05-06 2027-05-28
3 weeks next DE-BW 2027-05-06 2027-05-28
3 weeks next DE-RP 2027-05-06 2027-05-28
3 weeks next DE-SL 2027-05-06 2027-05-28
3 weeks next DE-SH 2027-05-06 2027-05-27
3 weeks next DE-HB 2027-05-06 2027-05-27
3 weeks next DE-NI 2027-05-06 2027-05-27
2 weeks next DE-SH 2026-10-17 2026-11-02
2 weeks next DE-NW 2026-10-17 2026-11-02
2 weeks next DE-SH 2025-10-17 2025-11-03
2 weeks next DE-TH 2025-10-17 2025-11-03
2 weeks next DE-NW 2025-10-17 2025-10-31
2 weeks next DE-SN 2026-11-04 2026-11-19
2 weeks next DE-BY 2026-11-04 2026-11-18
2 weeks next DE-TH 2027-09-06 2027-09-21
2 weeks next DE-SN 2027-09-06 2027-09-20
2 weeks next DE-SL 2028-08-01 2028-08-16
2 weeks next DE-NW 2028-08-01 2028-08-15
2 weeks next DE    2028-04-17 2028-05-02
# holidays of single communes: Assumption in Bavaria, the peace of Augsburg, Corpus Christi in two Länder
2 weeks next DE-BY  2028-08-01 2028-08-15
2 weeks next DE-BYK 2028-08-01 2028-08-16
2 weeks next DE-BYK 2028-07-25 2028-08-08
2 weeks next DE-BYA 2028-07-25 2028-08-09
2 weeks next DE-BYA 2028-08-01 2028-08-16
3 weeks next DE-SN  2027-05-06 2027-05-27
3 weeks next DE-SNK 2027-05-06 2027-05-28
3 weeks next DE-TH  2027-05-06 2027-05-27
3 weeks next DE-THK 2027-05-06 2027-05-28
2 weeks next DE-BE 2028-09-19 2028-10-04
# months and years: short months, leap years, ends on free days
1 months next DE-NW 2026-11-25 2026-12-28
1 months next DE    2027-01-29 2027-03-01
1 months next DE    2027-01-31 2027-03-01
1 months next DE    2028-01-31 2028-02-29
1 months next DE    2028-01-30 2028-02-29
1 months next DE    2028-01-29 2028-02-29
1 months next DE    2028-02-29 2028-03-29
1 months next DE    2027-02-28 2027-03-30
1 months next DE    2027-03-31 2027-04-30
1 months next DE    2026-08-31 2026-09-30
1 months next DE    2027-04-01 2027-05-03
1 months next DE    2026-11-01 2026-12-01
1 months next DE    2026-10-05 2026-11-05
1 months next DE    2027-11-25 2027-12-27
2 months next DE    2026-10-31 2026-12-31
2 months next DE    2026-12-31 2027-03-01
2 months next DE-NW 2027-03-27 2027-05-28
6 months next DE    2026-08-31 2027-03-01
6 months next DE    2027-08-31 2028-02-29
12 months next DE   2027-02-28 2028-02-28
1 years next DE     2028-02-29 2029-02-28
4 years next DE     2028-02-29 2032-03-01
6 months stays DE   2026-08-28 2027-02-28
# the day of the event counts: probation, waiting time, measures
6 months same DE 2026-01-01 2026-06-30
6 months same DE 2026-10-01 2027-03-31
6 months same DE 2026-09-01 2027-02-28
6 months same DE 2027-09-01 2028-02-29
6 months same DE 2026-08-31 2027-02-28
6 months same DE 2026-08-30 2027-02-28
6 months same DE 2026-08-29 2027-02-28
6 months same DE 2027-08-31 2028-02-29
6 months same DE 2027-08-30 2028-02-29
6 months same DE 2027-08-29 2028-02-28
6 months same DE 2026-12-15 2027-06-14
3 months same DE 2026-12-01 2027-02-28
1 months same DE 2027-01-31 2027-02-28
1 months same DE 2027-03-31 2027-04-30
1 years same DE 2027-01-01 2027-12-31
1 years same DE 2027-03-01 2028-02-29
1 years same DE 2028-02-29 2029-02-28
180 days same CH 2027-01-01 2027-06-29
1 days same DE 2026-11-25 2026-11-25
14 days same DE 2026-11-25 2026-12-08
2 weeks same DE 2026-11-25 2026-12-08
# days
4 days next DE 2026-11-25 2026-11-30
4 days stays DE 2026-11-25 2026-11-29
7 days next DE 2026-12-18 2026-12-28
3 days next DE 2026-11-26 2026-11-30
14 days next DE 2026-11-22 2026-12-07
30 days next DE 2026-11-25 2026-12-28
30 days stays CH-LU 2026-11-25 2026-12-25
30 days next CH-LU 2026-12-25 2027-01-25
365 days stays DE 2027-03-01 2028-02-29
0 days stays DE 2026-11-29 2026-11-29
0 days next DE 2026-11-29 2026-11-30
2 weeks prev DE-SH 2026-12-12 2026-12-24
# working days: Monday to Friday without holidays
5 working_days stays DE-SH 2026-11-25 2026-12-02
10 working_days stays DE-NW 2026-12-17 2027-01-04
10 working_days stays DE-BY 2026-12-23 2027-01-11
10 working_days stays DE-SH 2026-12-23 2027-01-08
1 working_days stays CH-LU 2026-12-07 2026-12-09
1 working_days stays CH-ZH 2026-12-07 2026-12-08
3 working_days stays CH-LU 2026-12-30 2027-01-05
1 working_days stays DE 2026-11-28 2026-11-30
2 working_days same DE-SH 2026-11-25 2026-11-26
# counted back
14 days before,prev DE 2027-03-01 2027-02-15
14 days before,prev DE 2027-02-28 2027-02-12
14 days before,prev DE-NW 2027-04-12 2027-03-25
1 months before,prev DE 2027-03-31 2027-02-26
2 months before DE 2027-04-30 2027-02-28
5 working_days before DE-SH 2026-12-02 2026-11-25
6 weeks before,prev DE 2027-01-06 2026-11-25
# Swiss social insurance law: at rest around Easter, in summer, at the turn of the year
30 days atsg,next CH-LU 2026-10-01 2026-11-02
30 days atsg,next CH-LU 2026-11-17 2026-12-17
30 days atsg,next CH-LU 2026-11-18 2027-01-04
30 days atsg,next CH-LU 2026-11-25 2027-01-11
30 days atsg,next CH-LU 2026-12-17 2027-02-01
30 days atsg,next CH-LU 2026-12-20 2027-02-01
30 days atsg,next CH-ZH 2027-03-10 2027-04-26
30 days atsg,next CH-LU 2027-06-14 2027-07-14
30 days atsg,next CH-LU 2027-06-15 2027-08-16
30 days atsg,next CH-LU 2027-08-01 2027-09-14
10 days atsg,next CH-BE 2026-12-11 2027-01-06
10 days atsg,next CH-TI 2026-12-11 2027-01-07
3 months atsg,next CH-LU 2026-11-10 2027-02-26
1 months atsg,next CH-LU 2026-12-01 2027-01-18
"""
