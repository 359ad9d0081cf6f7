"""Time expressions: what is found, what it means, and which interval of instants it stands for."""

from __future__ import annotations

from datetime import datetime

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import whence
from tests.conllu import doc_from_table
from whence.article import Article, Published
from whence.reading import Note, Time
from whence.understand.when import find_times
from whence.understand.zones import ZoneGuess

NLP = spacy.blank("en")
WEDNESDAY = "2023-09-13"


def read(
    text: str, published: str | None = WEDNESDAY, zone: str | None = "Europe/Paris"
) -> tuple[tuple[Time, ...], tuple[Note, ...]]:
    article = Article(text=text, published=Published.parse(published))
    return find_times(NLP(text), article, lambda _s, _e: ZoneGuess(zone, "told by the test"))


def utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M")


def spans(text: str, published: str | None = WEDNESDAY) -> list[tuple[str, str, str | None]]:
    return [(t.text, t.type, t.value) for t in read(text, published)[0]]


# One sentence, the expressions in it, type and value. Published on Wednesday 13 September 2023.
SINGLE = [
    # dates in every written form
    ("It was set for the 20th of this month.", "the 20th of this month", "DATE", "2023-09-20"),
    ("It was heard on the 4th of last month.", "the 4th of last month", "DATE", "2023-08-04"),
    ("They came before dawn last Thursday.", "before dawn last Thursday", "TIME", "2023-09-07TMO"),
    ("They came before daybreak on Monday.", "before daybreak on Monday", "TIME", "2023-09-11TMO"),
    ("They met late in the afternoon Tuesday.", "late in the afternoon Tuesday", "TIME", "2023-09-12TAF"),
    (
        "She came at about half past noon on Monday.",
        "about half past noon on Monday",
        "TIME",
        "2023-09-11T12:30",
    ),
    (
        "It rang at quarter past midnight on Monday.",
        "quarter past midnight on Monday",
        "TIME",
        "2023-09-11T00:15",
    ),
    ("They met at 10 on Friday morning.", "10 on Friday morning", "TIME", "2023-09-08T10:00"),
    ("They met at eleven on Tuesday night.", "eleven on Tuesday night", "TIME", "2023-09-12T23:00"),
    ("They met at first light on Tuesday.", "first light on Tuesday", "TIME", "2023-09-12TMO"),
    (
        "They came at one in the morning of Tuesday.",
        "one in the morning of Tuesday",
        "TIME",
        "2023-09-12T01:00",
    ),
    (
        "They met at 5:10 p.m. Saturday local time.",
        "5:10 p.m. Saturday local time",
        "TIME",
        "2023-09-09T17:10",
    ),
    ("It was signed on 13 September 2023.", "13 September 2023", "DATE", "2023-09-13"),
    ("It was signed on September 13, 2023.", "September 13, 2023", "DATE", "2023-09-13"),
    ("It was signed on Sept. 13, 2023.", "Sept. 13, 2023", "DATE", "2023-09-13"),
    ("It was signed on September 13th, 2023.", "September 13th, 2023", "DATE", "2023-09-13"),
    ("It was signed on the 13th of September 2023.", "the 13th of September 2023", "DATE", "2023-09-13"),
    ("It was signed on the 13th of September, 2023.", "the 13th of September, 2023", "DATE", "2023-09-13"),
    ("It was signed on Wednesday, 13 September 2023.", "Wednesday, 13 September 2023", "DATE", "2023-09-13"),
    ("It was signed on Wed., Sept. 13, 2023.", "Wed., Sept. 13, 2023", "DATE", "2023-09-13"),
    ("It was signed on 2023-09-13.", "2023-09-13", "DATE", "2023-09-13"),
    ("It was signed on 13/09/2023.", "13/09/2023", "DATE", "2023-09-13"),
    ("It was signed on 9/13/2023.", "9/13/2023", "DATE", "2023-09-13"),
    ("It was signed on 13.09.2023.", "13.09.2023", "DATE", "2023-09-13"),
    ("It was signed on 2023/09/13.", "2023/09/13", "DATE", "2023-09-13"),
    ("It was signed on 5 May.", "5 May", "DATE", "2023-05-05"),
    ("It was signed on Feb. 29, 2020.", "Feb. 29, 2020", "DATE", "2020-02-29"),
    ("It was signed in September 2021.", "September 2021", "DATE", "2021-09"),
    ("It was signed in September of 2021.", "September of 2021", "DATE", "2021-09"),
    ("It was signed in March.", "March", "DATE", "2023-03"),
    ("It was signed in December.", "December", "DATE", "2023-12"),
    ("It was signed in 1987.", "1987", "DATE", "1987"),
    ("The treaty of 1839 still holds.", "1839", "DATE", "1839"),
    ("They met on Easter Monday.", "Easter Monday", "DATE", "2023-04-10"),
    ("It rained on Good Friday 2024.", "Good Friday 2024", "DATE", "2024-03-29"),
    ("It rained on Thanksgiving 2022.", "Thanksgiving 2022", "DATE", "2022-11-24"),
    ("Since 9/11 the rules are strict.", "9/11", "DATE", "2001-09-11"),
    ("Shops opened early on Black Friday 2022.", "early on Black Friday 2022", "DATE", "2022-11-25"),
    ("They marched on Labour Day.", "Labour Day", "DATE", "2023-05-01"),
    ("They met on the day after Christmas Eve.", "Christmas Eve", "DATE", "2023-12-24"),
    ("It is bigger than it is today.", "today", "DATE", "PRESENT_REF"),
    ("It is in use more than ever today, and it rained.", "today", "DATE", "2023-09-13"),
    ("They meet on a Monday.", "Monday", "DATE", "XXXX-WXX-1"),
    ("Ferries sail on Saturday mornings.", "Saturday mornings", "SET", "XXXX-WXX-6TMO"),
    ("It is cold in the evenings.", "evenings", "SET", "XXXX-XX-XXTEV"),
    ("It rained for a third straight day.", "a third straight day", "DURATION", "P3D"),
    ("They lost five school days.", "five school days", "DURATION", "P5D"),
    ("It hit the coast 65 million years ago.", "65 million years ago", "DATE", "PAST_REF"),
    ("They came ten thousand years ago.", "ten thousand years ago", "DATE", "BC7977"),
    ("It fell three decades ago.", "three decades ago", "DATE", "1993"),
    ("She wrote it in the last five months of her life.", "the last five months", "DURATION", "P5M"),
    ("It is due by year end.", "year end", "DATE", "2023"),
    ("They spoke for 90-plus minutes.", "90-plus minutes", "DURATION", "PT90M"),
    ("It was built a century ago.", "a century ago", "DATE", "1923"),
    ("It failed earlier Tuesday morning.", "earlier Tuesday morning", "TIME", "2023-09-12TMO"),
    ("The fair opened on Aug.1.", "Aug.1", "DATE", "2023-08-01"),
    ("The truce will last four days.", "four days", "DURATION", "P4D"),
    ("In the week since the quake no aid came.", "the week", "DURATION", "P1W"),
    ("He left a year and a half ago.", "a year and a half ago", "DATE", "2022-03"),
    ("He left two years and three months ago.", "two years and three months ago", "DATE", "2021-06"),
    ("A weeklong trial ended.", "weeklong", "DURATION", "P1W"),
    ("A monthslong inquiry ended.", "monthslong", "DURATION", "PXM"),
    ("Stocks are up 10 percent for the year.", "the year", "DATE", "2023"),
    ("Stocks fell on the week.", "the week", "DATE", "2023-W37"),
    ("The law dates to the 1800s.", "the 1800s", "DATE", "18"),
    ("It was common in the early 2000s.", "the early 2000s", "DATE", "200"),
    ("It struck in the middle of the night.", "the middle of the night", "TIME", "2023-09-13TNI"),
    ("It fell in the fall of last year.", "the fall of last year", "DATE", "2022-FA"),
    ("He runs on weekdays.", "weekdays", "SET", "XXXX-WXX-WD"),
    ("He won at the 2012 Summer Olympics.", "2012", "DATE", "2012"),
    # weekdays and days counted from publication
    ("They met Wednesday.", "Wednesday", "DATE", "2023-09-13"),
    ("They met on Tuesday.", "Tuesday", "DATE", "2023-09-12"),
    ("They met on Thursday.", "Thursday", "DATE", "2023-09-07"),
    ("They will meet on Thursday.", "Thursday", "DATE", "2023-09-14"),
    ("They will meet on Wednesday.", "Wednesday", "DATE", "2023-09-13"),
    ("They will meet on Tuesday.", "Tuesday", "DATE", "2023-09-19"),
    ("They are expected to meet on Monday.", "Monday", "DATE", "2023-09-18"),
    ("The ban holds until Sunday.", "Sunday", "DATE", "2023-09-17"),
    ("The road has been closed since Sunday.", "Sunday", "DATE", "2023-09-10"),
    ("They met last Friday.", "last Friday", "DATE", "2023-09-08"),
    ("They met last Wednesday.", "last Wednesday", "DATE", "2023-09-06"),
    ("They will meet next Friday.", "next Friday", "DATE", "2023-09-22"),
    ("They will meet next Tuesday.", "next Tuesday", "DATE", "2023-09-19"),
    ("They will meet this Friday.", "this Friday", "DATE", "2023-09-15"),
    ("They will meet this coming Monday.", "this coming Monday", "DATE", "2023-09-18"),
    ("They met on Friday of last week.", "Friday of last week", "DATE", "2023-09-08"),
    ("They met yesterday.", "yesterday", "DATE", "2023-09-12"),
    ("They meet today.", "today", "DATE", "2023-09-13"),
    ("They will meet tomorrow.", "tomorrow", "DATE", "2023-09-14"),
    ("They met the day before yesterday.", "the day before yesterday", "DATE", "2023-09-11"),
    ("They met three days ago.", "three days ago", "DATE", "2023-09-10"),
    ("They will meet two days from now.", "two days from now", "DATE", "2023-09-15"),
    # weeks, months, years counted from publication
    ("They met last week.", "last week", "DATE", "2023-W36"),
    ("They met this week.", "this week", "DATE", "2023-W37"),
    ("They will meet next week.", "next week", "DATE", "2023-W38"),
    ("They met two weeks ago.", "two weeks ago", "DATE", "2023-W35"),
    ("They met last month.", "last month", "DATE", "2023-08"),
    ("They will meet next month.", "next month", "DATE", "2023-10"),
    ("They met earlier this month.", "earlier this month", "DATE", "2023-09"),
    ("They met a month ago.", "a month ago", "DATE", "2023-08"),
    ("They met last year.", "last year", "DATE", "2022"),
    ("They met a year ago.", "a year ago", "DATE", "2022"),
    ("They met ten years ago.", "ten years ago", "DATE", "2013"),
    ("They met 10 years ago.", "10 years ago", "DATE", "2013"),
    ("They met earlier this year.", "earlier this year", "DATE", "2023"),
    ("It must end by the end of the year.", "the end of the year", "DATE", "2023"),
    ("They met over the weekend.", "the weekend", "DATE", "2023-W36-WE"),
    ("They met last weekend.", "last weekend", "DATE", "2023-W36-WE"),
    ("They will meet this weekend.", "this weekend", "DATE", "2023-W37-WE"),
    ("They met last March.", "last March", "DATE", "2023-03"),
    ("They met last October.", "last October", "DATE", "2022-10"),
    ("They will meet next June.", "next June", "DATE", "2024-06"),
    ("They will vote in November.", "November", "DATE", "2023-11"),
    ("They will vote on March 17.", "March 17", "DATE", "2024-03-17"),
    ("They voted on August 2.", "August 2", "DATE", "2023-08-02"),
    # parts of periods
    ("They met in late March.", "late March", "DATE", "2023-03"),
    ("They met in mid-August.", "mid-August", "DATE", "2023-08"),
    ("They met at the end of 2021.", "the end of 2021", "DATE", "2021"),
    ("They met early last year.", "early last year", "DATE", "2022"),
    ("They met in early 2014.", "early 2014", "DATE", "2014"),
    # seasons, quarters, halves, decades, centuries
    ("They met in the summer of 2012.", "the summer of 2012", "DATE", "2012-SU"),
    ("They met last winter.", "last winter", "DATE", "2022-WI"),
    ("They met this spring.", "this spring", "DATE", "2023-SP"),
    ("They met last summer.", "last summer", "DATE", "2023-SU"),
    ("Sales fell in the third quarter of 2022.", "the third quarter of 2022", "DATE", "2022-Q3"),
    ("Sales fell in the second quarter.", "the second quarter", "DATE", "2023-Q2"),
    ("Sales fell in Q1 2023.", "Q1 2023", "DATE", "2023-Q1"),
    ("Sales fell in the first half of 2023.", "the first half of 2023", "DATE", "2023-H1"),
    ("He served in the 1990s.", "the 1990s", "DATE", "199"),
    ("He served in the late 1980s.", "the late 1980s", "DATE", "198"),
    ("He served in the sixties.", "the sixties", "DATE", "196"),
    ("It was built in the 19th century.", "the 19th century", "DATE", "18"),
    ("It was built in the nineteenth century.", "the nineteenth century", "DATE", "18"),
    ("It fell in 480 BC.", "480 BC", "DATE", "BC0480"),
    # parts of the day
    ("They met last night.", "last night", "TIME", "2023-09-12TNI"),
    ("They met this morning.", "this morning", "TIME", "2023-09-13TMO"),
    ("They will meet tonight.", "tonight", "TIME", "2023-09-13TNI"),
    ("They met on Tuesday evening.", "Tuesday evening", "TIME", "2023-09-12TEV"),
    ("They met yesterday afternoon.", "yesterday afternoon", "TIME", "2023-09-12TAF"),
    ("They met late Friday night.", "late Friday night", "TIME", "2023-09-08TNI"),
    ("They met in the early hours of Sunday.", "the early hours of Sunday", "TIME", "2023-09-10TMO"),
    ("They met on the morning of September 4.", "the morning of September 4", "TIME", "2023-09-04TMO"),
    ("It was shelled overnight.", "overnight", "TIME", "2023-09-12TNI"),
    # clock times
    ("They met at 3 p.m. on Tuesday.", "3 p.m. on Tuesday", "TIME", "2023-09-12T15:00"),
    ("They met at 11:43 a.m. Tuesday.", "11:43 a.m. Tuesday", "TIME", "2023-09-12T11:43"),
    ("They met Tuesday at 9:05 pm.", "Tuesday at 9:05 pm", "TIME", "2023-09-12T21:05"),
    ("They met at 7.30pm on Tuesday.", "7.30pm on Tuesday", "TIME", "2023-09-12T19:30"),
    ("They met at 12:15 a.m. on Tuesday.", "12:15 a.m. on Tuesday", "TIME", "2023-09-12T00:15"),
    ("They met at noon on Tuesday.", "noon on Tuesday", "TIME", "2023-09-12T12:00"),
    ("They met at 0230 GMT on Tuesday.", "0230 GMT on Tuesday", "TIME", "2023-09-12T02:30"),
    ("They met at 1430 hours on Tuesday.", "1430 hours on Tuesday", "TIME", "2023-09-12T14:30"),
    ("They met at eleven a.m. on Tuesday.", "eleven a.m. on Tuesday", "TIME", "2023-09-12T11:00"),
    (
        "They met at three o'clock on Tuesday afternoon.",
        "three o'clock on Tuesday afternoon",
        "TIME",
        "2023-09-12T15:00",
    ),
    ("They met at 6 p.m. the previous evening.", "6 p.m. the previous evening", "TIME", "2023-09-12T18:00"),
    ("They met just before dawn.", "dawn", "TIME", "2023-09-13TMO"),
    # durations
    ("It took three years.", "three years", "DURATION", "P3Y"),
    ("It took more than 18 months of war.", "more than 18 months", "DURATION", "P18M"),
    ("It took half an hour.", "half an hour", "DURATION", "PT30M"),
    ("It took two and a half years.", "two and a half years", "DURATION", "P2.5Y"),
    ("It took a year and a half.", "a year and a half", "DURATION", "P1.5Y"),
    ("It took two hours and 30 minutes.", "two hours and 30 minutes", "DURATION", "PT2H30M"),
    ("It took several weeks.", "several weeks", "DURATION", "PXW"),
    ("They waited for hours.", "hours", "DURATION", "PTXH"),
    ("It was a three-day siege.", "three-day", "DURATION", "P3D"),
    ("It was a month-long siege.", "month-long", "DURATION", "P1M"),
    ("It grew over the past decade.", "the past decade", "DURATION", "P1DE"),
    ("It grew over the past two weeks.", "the past two weeks", "DURATION", "P2W"),
    ("It took twenty-five days.", "twenty-five days", "DURATION", "P25D"),
    ("It took one hundred and sixteen years.", "one hundred and sixteen years", "DURATION", "P116Y"),
    ("An 18-year-old man was hurt.", "18-year-old", "DURATION", "P18Y"),
    # repeated times
    ("The paper appears daily.", "daily", "SET", "P1D"),
    ("They protest every Friday.", "every Friday", "SET", "XXXX-WXX-5"),
    ("They protest on Fridays.", "Fridays", "SET", "XXXX-WXX-5"),
    ("They protest every two weeks.", "every two weeks", "SET", "P2W"),
    ("They meet twice a week.", "a week", "SET", "P1W"),
    ("They lose two men per week.", "per week", "SET", "P1W"),
    # vague references
    ("He now lives abroad.", "now", "DATE", "PRESENT_REF"),
    ("He recently moved abroad.", "recently", "DATE", "PAST_REF"),
    ("He moved decades ago.", "decades ago", "DATE", "PAST_REF"),
]


@pytest.mark.parametrize(("text", "span", "kind", "value"), SINGLE)
def test_an_expression_is_found_with_its_type_and_value(text: str, span: str, kind: str, value: str) -> None:
    assert spans(text) == [(span, kind, value)]


# Interval of the first expression: text, published, zone, earliest, latest (UTC).
INTERVALS = [
    ("They met Wednesday.", WEDNESDAY, "Asia/Seoul", "2023-09-12T15:00", "2023-09-13T15:00"),
    ("They met Wednesday.", WEDNESDAY, "America/New_York", "2023-09-13T04:00", "2023-09-14T04:00"),
    ("They met Wednesday.", WEDNESDAY, None, "2023-09-12T10:00", "2023-09-14T12:00"),
    ("They met at 11:43 a.m. Wednesday.", WEDNESDAY, "Asia/Seoul", "2023-09-13T02:43", "2023-09-13T02:44"),
    ("They met at 0230 GMT on Tuesday.", WEDNESDAY, "Asia/Seoul", "2023-09-12T02:30", "2023-09-12T02:31"),
    ("They met at 9 a.m. Moscow time on Tuesday.", WEDNESDAY, None, "2023-09-12T06:00", "2023-09-12T06:01"),
    ("They met at 9 a.m. EST on January 5, 2021.", WEDNESDAY, None, "2021-01-05T14:00", "2021-01-05T14:01"),
    ("They met at 9 a.m. ET on July 5, 2021.", WEDNESDAY, None, "2021-07-05T13:00", "2021-07-05T13:01"),
    ("They met at 9 a.m. (GMT+3) on July 5, 2021.", WEDNESDAY, None, "2021-07-04T19:00", "2021-07-05T21:01"),
    ("They met at 9 a.m. GMT+3 on July 5, 2021.", WEDNESDAY, None, "2021-07-05T06:00", "2021-07-05T06:01"),
    ("They met at 5 p.m. IST on Tuesday.", WEDNESDAY, "Asia/Kolkata", "2023-09-12T11:30", "2023-09-12T11:31"),
    (
        "They met at 5 p.m. IST on Tuesday.",
        WEDNESDAY,
        "Asia/Jerusalem",
        "2023-09-12T14:00",
        "2023-09-12T14:01",
    ),
    ("It was in July 2021.", WEDNESDAY, "Europe/Paris", "2021-06-30T22:00", "2021-07-31T22:00"),
    ("It was in January 2021.", WEDNESDAY, "Europe/Paris", "2020-12-31T23:00", "2021-01-31T23:00"),
    ("It was in 2021.", WEDNESDAY, "UTC", "2021-01-01T00:00", "2022-01-01T00:00"),
    ("It was on 26 March 2023.", WEDNESDAY, "Europe/Paris", "2023-03-25T23:00", "2023-03-26T22:00"),
    ("It was on 29 October 2023.", "2023-11-01", "Europe/Paris", "2023-10-28T22:00", "2023-10-29T23:00"),
    (
        "It was at 2:30 a.m. on 29 October 2023.",
        "2023-11-01",
        "Europe/Paris",
        "2023-10-29T00:30",
        "2023-10-29T01:31",
    ),
    ("It was last week.", WEDNESDAY, "UTC", "2023-09-04T00:00", "2023-09-11T00:00"),
    ("It was last week.", "2024-01-02", "UTC", "2023-12-25T00:00", "2024-01-01T00:00"),
    ("It was over the weekend.", WEDNESDAY, "UTC", "2023-09-09T00:00", "2023-09-11T00:00"),
    ("It was in late March 2023.", WEDNESDAY, "UTC", "2023-03-21T00:00", "2023-04-01T00:00"),
    ("It was in the summer of 2012.", WEDNESDAY, "UTC", "2012-06-01T00:00", "2012-09-01T00:00"),
    ("It was in the summer of 2012.", WEDNESDAY, "Australia/Sydney", "2011-11-30T13:00", "2013-02-28T13:00"),
    ("It was in the winter of 2012.", WEDNESDAY, "UTC", "2011-12-01T00:00", "2013-03-01T00:00"),
    ("It was in the third quarter of 2022.", WEDNESDAY, "UTC", "2022-07-01T00:00", "2022-10-01T00:00"),
    ("It was in the 1990s.", WEDNESDAY, "UTC", "1990-01-01T00:00", "2000-01-01T00:00"),
    ("It was in the early hours of Sunday.", WEDNESDAY, "UTC", "2023-09-10T00:00", "2023-09-10T06:00"),
    ("It was on Tuesday evening.", WEDNESDAY, "UTC", "2023-09-12T18:00", "2023-09-12T22:00"),
    ("It was last night.", WEDNESDAY, "UTC", "2023-09-12T20:00", "2023-09-13T06:00"),
    ("It was shelled overnight.", WEDNESDAY, "UTC", "2023-09-12T20:00", "2023-09-13T06:00"),
    ("It was about 3 p.m. on Tuesday.", WEDNESDAY, "UTC", "2023-09-12T14:45", "2023-09-12T15:16"),
    ("It was shortly before 3 p.m. on Tuesday.", WEDNESDAY, "UTC", "2023-09-12T14:30", "2023-09-12T15:00"),
    ("It was shortly after 3 p.m. on Tuesday.", WEDNESDAY, "UTC", "2023-09-12T15:00", "2023-09-12T15:30"),
    ("It was earlier this month.", WEDNESDAY, "UTC", "2023-09-01T00:00", "2023-09-14T00:00"),
    ("It was earlier this year.", WEDNESDAY, "UTC", "2023-01-01T00:00", "2023-09-14T00:00"),
    ("It grew over the past two weeks.", WEDNESDAY, "UTC", "2023-08-30T00:00", "2023-09-14T00:00"),
    ("It will fall over the next three days.", WEDNESDAY, "UTC", "2023-09-13T00:00", "2023-09-17T00:00"),
    ("It comes after more than 18 months of war.", WEDNESDAY, "UTC", "2022-03-13T00:00", "2023-09-14T00:00"),
    ("It was on 03/04/2023.", WEDNESDAY, "UTC", "2023-03-04T00:00", "2023-04-04T00:00"),
    ("It was at 2023-09-12T10:15:00+09:00.", WEDNESDAY, None, "2023-09-12T01:15", "2023-09-12T01:15"),
    ("They met Wednesday.", "2023-09-12T22:00-04:00", "Asia/Seoul", "2023-09-12T15:00", "2023-09-13T15:00"),
    ("They met Tuesday.", "2023-09-12T22:00-04:00", "Asia/Seoul", "2023-09-11T15:00", "2023-09-12T15:00"),
    ("They met last month.", "2023-09", "UTC", "2023-08-01T00:00", "2023-09-01T00:00"),
    ("They met last year.", "2023", "UTC", "2022-01-01T00:00", "2023-01-01T00:00"),
]


@pytest.mark.parametrize(("text", "published", "zone", "earliest", "latest"), INTERVALS)
def test_the_interval_is_half_open_and_in_utc(
    text: str, published: str, zone: str | None, earliest: str, latest: str
) -> None:
    time = read(text, published, zone)[0][0]
    assert (utc(time.earliest), utc(time.latest)) == (earliest, latest)


def test_both_ends_of_a_clock_range_carry_the_interval_from_the_one_to_the_other() -> None:
    text = "The rockets flew between 11:43 a.m. and 11:53 a.m. local time on Wednesday."
    times, _ = read(text, zone="Asia/Seoul")
    assert [t.value for t in times] == ["2023-09-13T11:43", "2023-09-13T11:53"]
    assert {(utc(t.earliest), utc(t.latest)) for t in times} == {("2023-09-13T02:43", "2023-09-13T02:53")}
    assert all("range" in t.reason and t.zone == "Asia/Seoul" for t in times)


RANGES = [
    ("Doors opened from 3 to 5 p.m. on Tuesday.", ["2023-09-12T15:00", "2023-09-12T17:00"], "2023-09-12T15:00", "2023-09-12T17:00"),
    ("Doors opened from 11 a.m. to 1 p.m. on Tuesday.", ["2023-09-12T11:00", "2023-09-12T13:00"], "2023-09-12T11:00", "2023-09-12T13:00"),
    ("Doors opened from 10 p.m. to 2 a.m. on Tuesday.", ["2023-09-12T22:00", "2023-09-13T02:00"], "2023-09-12T22:00", "2023-09-13T02:00"),
    ("He ruled from 2003 to 2007.", ["2003", "2007"], "2003-01-01T00:00", "2008-01-01T00:00"),
    ("He ruled 2003–07.", ["2003", "2007"], "2003-01-01T00:00", "2008-01-01T00:00"),
    ("It fell between July and December 2004.", ["2004-07", "2004-12"], "2004-07-01T00:00", "2005-01-01T00:00"),
    ("It ran from November to March 2004.", ["2003-11", "2004-03"], "2003-11-01T00:00", "2004-04-01T00:00"),
    ("It ran on May 3-5, 2021.", ["2021-05-03", "2021-05-05"], "2021-05-03T00:00", "2021-05-06T00:00"),
    ("It ran from 3 to 5 May 2021.", ["2021-05-03", "2021-05-05"], "2021-05-03T00:00", "2021-05-06T00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values", "earliest", "latest"), RANGES)
def test_ranges_fill_in_what_only_one_end_tells(
    text: str, values: list[str], earliest: str, latest: str
) -> None:
    times, _ = read(text, zone="UTC")
    assert [t.value for t in times] == values
    assert {(utc(t.earliest), utc(t.latest)) for t in times} == {(earliest, latest)}


# What refers back inside the article: text and all values.
REFERRING = [
    ("Tanks came on Tuesday evening, and at 4 a.m. a general spoke.", ["2023-09-12TEV", "2023-09-13T04:00"]),
    ("A raid began at 8 p.m. on Tuesday after a shooting at 2 a.m.", ["2023-09-12T20:00", "2023-09-12T02:00"]),
    ("Exports rose in August from a year earlier.", ["2023-08", "2022-08"]),
    ("Profit fell in the second quarter of 2022 from a year earlier.", ["2022-Q2", "2021-Q2"]),
    ("They met on 1 June. Two weeks later they met again.", ["2023-06-01", "2023-06-15"]),
    ("Polls closed at 10 p.m. on 8 September and opened at 7 a.m. the next morning.", ["2023-09-08T22:00", "2023-09-09T07:00"]),
    ("It rained just before 8 a.m. on Monday and stopped an hour later.", ["2023-09-11T08:00", "2023-09-11T09:00"]),
    ("Guards found the door open in a pre-dawn check on Monday.", ["2023-09-11TMO", "2023-09-11"]),
    ("He resigned on Monday. Days later he was back.", ["2023-09-11", "PXD"]),
    ("The bomb fell on 3 May 2021. Two days later the war ended.", ["2021-05-03", "2021-05-05"]),
    ("The bomb fell on 3 May 2021. The next day they fled.", ["2021-05-03", "2021-05-04"]),
    ("The bomb fell on 3 May 2021. They had met the previous day.", ["2021-05-03", "2021-05-02"]),
    ("The bomb fell on 3 May 2021. They had met the day before.", ["2021-05-03", "2021-05-02"]),
    ("The bomb fell on 3 May 2021. On the same day they fled.", ["2021-05-03", "2021-05-03"]),
    ("The bomb fell on 3 May 2021. They had met the previous evening.", ["2021-05-03", "2021-05-02TEV"]),
    ("The bomb fell on 3 May 2021. That night they fled.", ["2021-05-03", "2021-05-03TNI"]),
    ("The bomb fell in May 2021. The following month they fled.", ["2021-05", "2021-06"]),
    ("The bomb fell in 2011. A year later they fled.", ["2011", "2012"]),
    ("The bomb fell in 2011. They had met the year before.", ["2011", "2010"]),
    ("They met on Tuesday. At 3 p.m. they left.", ["2023-09-12", "2023-09-12T15:00"]),
    ("They met on Monday.\n\nThe talks began at 9 a.m.", ["2023-09-11", "2023-09-11T09:00"]),
    ("The talks began at 9 a.m.", ["2023-09-13T09:00"]),
    ("On Wednesday it was quiet.\n\nHe came on Tuesday.\n\nIt fell at 11:43 a.m.", ["2023-09-13", "2023-09-12", "2023-09-13T11:43"]),
    ("It fell at 9:30 a.m. (0030 GMT) on Tuesday.", ["2023-09-12T09:30", "2023-09-12T00:30", "2023-09-12"]),
    ("07:20 — Fourteen died.\n\nThe fire broke out on Monday.", ["2023-09-13T07:20", "2023-09-11"]),
    ("The army accused it on Tuesday of shelling the camp overnight.", ["2023-09-12", "2023-09-11TNI"]),
    ("It rained on Monday. The camp was shelled overnight.", ["2023-09-11", "2023-09-12TNI"]),
    ("They fled two days after the bomb fell.", ["P2D"]),
    ("They fled just hours after the bomb fell.", ["PTXH"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values"), REFERRING)
def test_an_expression_refers_back_to_what_the_article_told(text: str, values: list[str]) -> None:
    assert [t.value for t in read(text, zone="Asia/Seoul")[0]] == values


def test_a_length_that_was_to_come_is_counted_in_the_story() -> None:
    doc = doc_from_table(USED_OVER_NEXT)
    article = Article(text=doc.text, published=Published.parse(WEDNESDAY))
    (_, length), _ = find_times(doc, article, lambda _s, _e: ZoneGuess("UTC", "told by the test"))
    assert (str(length.earliest)[:10], str(length.latest)[:10]) == ("2021-05-03", "2021-08-04")


def test_a_range_ends_on_the_weekday_after_its_first() -> None:
    times, _ = read("A curfew holds from 8 p.m. Wednesday until 4 a.m. Thursday.", zone="UTC")
    assert [t.value for t in times] == ["2023-09-13T20:00", "2023-09-14T04:00"]
    assert {(utc(t.earliest), utc(t.latest)) for t in times} == {("2023-09-13T20:00", "2023-09-14T04:00")}


def test_a_rocket_called_after_a_march_is_no_date() -> None:
    assert spans("The Long March 5 stood ready.") == []
    assert spans("A new Long March rocket stood ready.") == []


def test_the_name_of_a_paper_in_capitals_is_no_day() -> None:
    assert spans("A USA TODAY analysis shows it.") == []


@pytest.mark.parametrize(
    ("zone", "value"),
    [
        ("America/Chicago", "2023-03-04"),
        ("Europe/London", "2023-04-03"),
        ("Asia/Kolkata", "2023-04-03"),
        ("Asia/Manila", None),
        (None, None),
    ],
)
def test_a_numeric_date_is_read_by_the_habit_of_its_place_or_not_at_all(
    zone: str | None, value: str | None
) -> None:
    times, notes = read("It was signed on 03/04/2023.", zone=zone)
    assert [t.value for t in times] == [value]
    assert [n.what for n in notes] == ([] if value else ["unresolved time"])


@pytest.mark.parametrize(
    ("text", "zone", "value"),
    [
        ("They marched on Republic Day 2023.", "Asia/Kolkata", "2023-01-26"),
        ("They marched on Republic Day 2023.", "Europe/Istanbul", "2023-10-29"),
        ("They marched on Republic Day 2023.", None, "XXXX-XX-XX"),
        ("Lines were long on Election Day.", None, "2023-11-07"),
        ("Lines were long on Election Day.", "America/New_York", "2023-11-07"),
        ("Lines were long on Election Day.", "Africa/Lagos", "XXXX-XX-XX"),
    ],
)
def test_holidays_of_one_country_are_not_taken_for_those_of_another(
    text: str, zone: str | None, value: str
) -> None:
    assert [t.value for t in read(text, zone=zone)[0]] == [value]


@pytest.mark.parametrize(
    ("text", "value", "earliest"),
    [
        ("Sent 010400Z MAR 22 by radio.", "2022-03-01T04:00", "2022-03-01T04:00"),
        ("Sent 191500BSEP2022 by radio.", "2022-09-19T15:00", "2022-09-19T13:00"),
        ("Sent 192330R SEP 22 by radio.", "2022-09-19T23:30", "2022-09-20T04:30"),
    ],
)
def test_a_date_time_group_names_its_clock_by_a_letter(text: str, value: str, earliest: str) -> None:
    (time,) = read(text)[0]
    assert (time.value, utc(time.earliest)) == (value, earliest)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The boat sank on the night of 16-17 September.", "2023-09-16TNI"),
        ("The boat sank overnight from Saturday to Sunday.", "2023-09-09TNI"),
        ("The boat sank overnight into Sunday.", "2023-09-09TNI"),
    ],
)
def test_a_night_named_by_both_its_days_is_that_of_the_first(text: str, value: str) -> None:
    assert [t.value for t in read(text)[0]] == [value]


def test_a_feature_with_many_years_is_no_history_while_it_looks_from_today() -> None:
    text = (
        "He won in 1998, lost in 2002 and in 2006, and won again in 2010 and 2014. He was elected mayor in May, "
        "and spoke here on Monday. The law passed last year."
    )
    values = [t.value for t in read(text)[0]]
    assert values[5:] == ["2023-05", "2023-09-11", "2022"]


def test_the_day_of_an_attack_known_by_its_date_runs_on_the_clock_of_its_place() -> None:
    (time,) = read("Since 9/11 the rules are strict.", zone="Asia/Tokyo")[0]
    assert (utc(time.earliest), time.zone) == ("2001-09-11T04:00", "America/New_York")


def test_an_age_named_by_its_day_does_not_move_the_story_there() -> None:
    text = "Since 9/11 the rules are strict. They were changed on Friday."
    assert [t.value for t in read(text)[0]] == ["2001-09-11", "2023-09-08"]


def test_two_days_joined_by_a_dash_are_both_read_before_a_noun() -> None:
    assert [t.value for t in read("The Jan. 15-20 fair of 2024 is off.")[0]][:2] == [
        "2024-01-15",
        "2024-01-20",
    ]


def test_a_length_per_week_is_not_added_to_the_week() -> None:
    assert [t.value for t in read("They work 40 hours a week.")[0]] == ["PT40H", "P1W"]


def test_a_gmt_time_falls_on_the_local_day_spoken_of() -> None:
    times, _ = read("On Tuesday it fell.\n\nIt fell at 2330 GMT.", zone="Asia/Tokyo")
    assert utc(times[1].earliest) == "2023-09-11T23:30"  # 08:30 on Tuesday in Tokyo


def test_a_history_takes_years_from_its_own_story() -> None:
    text = (
        "The war began on 3 May 1914. In August 1914 the army marched. In October it lost. "
        "By January it fled. In 1916 there was peace, and by 1917 trade. In July the king died."
    )
    assert [t.value for t in read(text, "2009-12-19")[0]] == [
        "1914-05-03", "1914-08", "1914-10", "1915-01", "1916", "1917", "1917-07",
    ]  # fmt: skip


NOT_TIMES = [
    "He flew to Easter Island.",
    "At the end of the day, it is their choice.",
    "It shrank by one-quarter to one-third.",
    "He owned a Century speedboat.",
    "He spoke on “Fox News Sunday”.",
    "He hosts “Today” with a friend.",
    "He acted in Saturday Night Live.",
    "She was soon back, as previously agreed.",
    "It stands to this day.",
    "They met some other weekend.",
    "You may march to the second house.",
    "He finished second and won a second chance.",
    "2000 soldiers and 1500 men crossed.",
    "The sun sat low.",
    "The score was 3-2.",
    "It costs $2000.",
    "He drove a B52 along Route 66.",
    "The 38th parallel divides them.",
    "Three quarters of voters agreed.",
    "He stayed at Mar-a-Lago.",
    "It grew by 12 percent.",
    "The 5th Army crossed.",
]


@pytest.mark.parametrize("text", NOT_TIMES)
def test_words_and_numbers_that_are_no_times_are_left_alone(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    "text", ["It was on February 30.", "It was on 31 June 2021.", "It was at 25:99.", "It was on 2021-13-45."]
)
def test_what_no_calendar_or_clock_shows_becomes_a_note(text: str) -> None:
    times, notes = read(text)
    assert times == ()
    assert [n.what for n in notes] == ["impossible time"]
    assert notes[0].where is not None


UNDATED = [
    ("They met Wednesday.", "XXXX-WXX-3"),
    ("They met yesterday.", "XXXX-XX-XX"),
    ("They met last week.", "XXXX-WXX"),
    ("They met last year.", "XXXX"),
    ("They met on September 13.", "XXXX-09-13"),
    ("They met in March.", "XXXX-03"),
    ("They met three days ago.", "XXXX-XX-XX"),
    ("They met last night.", "XXXX-XX-XXTNI"),
    ("They met at 3 p.m.", "XXXX-XX-XXT15:00"),
]


@pytest.mark.parametrize(("text", "value"), UNDATED)
def test_without_a_publication_date_nothing_relative_is_resolved(text: str, value: str) -> None:
    times, notes = read(text, published=None)
    assert [(t.value, t.earliest, t.latest) for t in times] == [(value, None, None)]
    assert [n.what for n in notes] == ["unresolved time"]


def test_a_full_date_in_the_dateline_stands_in_for_a_missing_publication_date() -> None:
    times, notes = read("SEOUL, September 13, 2023 – They met on Tuesday.", published=None)
    assert [t.value for t in times] == ["2023-09-13", "2023-09-12"]
    assert "dateline" in times[1].reason
    assert notes == ()


def test_a_publication_known_to_the_month_resolves_months_but_no_days() -> None:
    times, notes = read("They met on Tuesday, not last month.", published="2023-09")
    assert [t.value for t in times] == ["XXXX-WXX-2", "2023-08"]
    assert len(notes) == 1


def test_the_reason_names_the_rule_and_the_clock() -> None:
    (time,) = read("They met Wednesday.", zone="Asia/Seoul")[0]
    assert "weekday on or before publication" in time.reason
    assert "Asia/Seoul" in time.reason
    (time,) = read("They met Wednesday.", zone=None)[0]
    assert time.zone is None
    assert "UTC+14 to UTC-12" in time.reason


def test_a_stated_zone_wins_over_the_place() -> None:
    (time,) = read("They met at 10 a.m. GMT on Tuesday.", zone="Asia/Seoul")[0]
    assert time.zone == "+00:00"
    assert "stated" in time.reason


def test_durations_anchored_to_now_hold_throughout() -> None:
    (time,) = read("It grew over the past two weeks.")[0]
    assert time.sense == "throughout"


WILL_MEET = """
They they PRON PRP 3 nsubj
will will AUX MD 3 aux
meet meet VERB VB 0 root
Friday Friday PROPN NNP 3 obl:unmarked nospace
. . PUNCT . 3 punct
"""
PLAN_TO_MEET = """
They they PRON PRP 2 nsubj
planned plan VERB VBD 0 root
to to PART TO 4 mark
meet meet VERB VB 2 xcomp
Friday Friday PROPN NNP 4 obl:unmarked nospace
. . PUNCT . 2 punct
"""
FAILED_TO_MEET = PLAN_TO_MEET.replace("planned plan", "failed fail")
MET = """
They they PRON PRP 2 nsubj
met meet VERB VBD 0 root
Friday Friday PROPN NNP 2 obl:unmarked nospace
. . PUNCT . 2 punct
"""
SAID_AHEAD_OF = """
He he PRON PRP 2 nsubj
spoke speak VERB VBD 0 root
ahead ahead ADV RB 7 case
of of ADP IN 3 fixed
Friday Friday PROPN NNP 7 nmod:poss nospace
's 's PART POS 5 case
vote vote NOUN NN 2 obl nospace
. . PUNCT . 2 punct
"""
IS_MEETING = """
She she PRON PRP 3 nsubj
is be AUX VBZ 3 aux
leaving leave VERB VBG 0 root
Friday Friday PROPN NNP 3 obl:unmarked nospace
. . PUNCT . 3 punct
"""
WAS_HELD = """
It it PRON PRP 3 nsubj:pass
was be AUX VBD 3 aux:pass
held hold VERB VBN 0 root
Friday Friday PROPN NNP 3 obl:unmarked nospace
. . PUNCT . 3 punct
"""


BEATEN_BACK = """
An a DET DT 2 det
attempt attempt NOUN NN 7 nsubj:pass
to to PART TO 4 mark
enter enter VERB VB 2 acl
Friday Friday PROPN NNP 4 obl:unmarked
was be AUX VBD 7 aux:pass
beaten beat VERB VBN 0 root nospace
. . PUNCT . 7 punct
"""
GATHERED_TO_PROTEST = """
They they PRON PRP 2 nsubj
gathered gather VERB VBD 0 root
quietly quietly ADV RB 2 advmod
to to PART TO 5 mark
protest protest VERB VB 2 advcl
Friday Friday PROPN NNP 5 obl:unmarked nospace
. . PUNCT . 2 punct
"""
WOULD_IF_NOT_PAID = """
They they PRON PRP 3 nsubj
would would AUX MD 3 aux
die die VERB VB 0 root
if if SCONJ IN 8 mark
nothing nothing PRON NN 8 nsubj:pass
was be AUX VBD 8 aux:pass
ever ever ADV RB 8 advmod
paid pay VERB VBN 3 advcl
Friday Friday PROPN NNP 8 obl:unmarked nospace
. . PUNCT . 3 punct
"""
IF_IS_NOT_PAID = WOULD_IF_NOT_PAID.replace("was be AUX VBD", "is be AUX VBZ").replace(
    "would would", "will will"
)
WOULD_AFTER_PAID = WOULD_IF_NOT_PAID.replace("if if", "after after")
USED_OVER_NEXT = """
It it PRON PRP 2 nsubj
came come VERB VBD 0 root
on on ADP IN 5 case
3 3 NUM CD 5 nummod
May May PROPN NNP 2 obl
2021 2021 NUM CD 5 nummod
and and CCONJ CC 10 cc
was be AUX VBD 10 aux:pass
widely widely ADV RB 10 advmod
used use VERB VBN 2 conj
over over ADP IN 15 case
the the DET DT 15 det
next next ADJ JJ 15 amod
three three NUM CD 15 nummod
months month NOUN NNS 10 obl nospace
. . PUNCT . 2 punct
"""
SET_ABLAZE = WAS_HELD.replace("held hold", "set set").replace(
    "Friday Friday", "ablaze ablaze ADJ JJ 3 xcomp\nFriday Friday"
)
SET_FOR = WAS_HELD.replace("held hold", "set set").replace(
    "Friday Friday", "for for ADP IN 5 case\nFriday Friday"
)


@pytest.mark.parametrize(
    ("table", "value"),
    [
        (BEATEN_BACK, "2023-09-08"),
        (WOULD_IF_NOT_PAID, "2023-09-15"),
        (IF_IS_NOT_PAID, "2023-09-15"),
        (WOULD_AFTER_PAID, "2023-09-08"),
        (GATHERED_TO_PROTEST, "2023-09-08"),
        (SET_ABLAZE, "2023-09-08"),
        (SET_FOR, "2023-09-15"),
        (MET, "2023-09-08"),
        (WAS_HELD, "2023-09-08"),
        (WILL_MEET, "2023-09-15"),
        (PLAN_TO_MEET, "2023-09-15"),
        (FAILED_TO_MEET, "2023-09-08"),
        (IS_MEETING, "2023-09-15"),
    ],
)
def test_the_governing_verb_decides_which_weekday_is_meant(table: str, value: str) -> None:
    doc = doc_from_table(table)
    article = Article(text=doc.text, published=Published.parse(WEDNESDAY))
    times, _ = find_times(doc, article, lambda _s, _e: ZoneGuess("UTC", "told by the test"))
    assert [t.value for t in times] == [value]


def test_ahead_of_points_to_the_coming_weekday_even_after_a_past_verb() -> None:
    doc = doc_from_table(SAID_AHEAD_OF)
    article = Article(text=doc.text, published=Published.parse(WEDNESDAY))
    times, _ = find_times(doc, article, lambda _s, _e: ZoneGuess("UTC", "told by the test"))
    assert [(t.text, t.value) for t in times] == [("Friday", "2023-09-15")]


MODAL_MAY = """
They they PRON PRP 3 nsubj
May may AUX MD 3 aux
leave leave VERB VB 0 root nospace
. . PUNCT . 3 punct
"""


def test_a_tagged_modal_is_no_month() -> None:
    doc = doc_from_table(MODAL_MAY)
    article = Article(text=doc.text, published=Published.parse(WEDNESDAY))
    assert find_times(doc, article, lambda _s, _e: ZoneGuess(None, "told by the test"))[0] == ()


DEADLINE_IS = """
The the DET DT 2 det
vote vote NOUN NN 5 nsubj
is be AUX VBZ 5 cop
on on ADP IN 5 case
Friday Friday PROPN NNP 0 root nospace
. . PUNCT . 5 punct
"""
CLOSED_FROM_UNTIL = """
Shops shop NOUN NNS 3 nsubj:pass
were be AUX VBD 3 aux:pass
closed close VERB VBN 0 root
from from ADP IN 5 case
Monday Monday PROPN NNP 3 obl
until until ADP IN 7 case
Tuesday Tuesday PROPN NNP 3 obl nospace
. . PUNCT . 3 punct
"""
PASSED_TAKES = """
Laws law NOUN NNS 5 nsubj
passed pass VERB VBN 1 acl
in in ADP IN 4 case
November November PROPN NNP 2 obl
take take VERB VBP 0 root
effect effect NOUN NN 5 obj
Friday Friday PROPN NNP 5 obl:unmarked nospace
. . PUNCT . 5 punct
"""
IF_THEY_LOSE = """
They they PRON PRP 2 nsubj
split split VERB VBP 0 root
if if SCONJ IN 5 mark
they they PRON PRP 5 nsubj
lose lose VERB VBP 2 advcl
in in ADP IN 8 case
the the DET DT 8 det
spring spring NOUN NN 5 obl nospace
. . PUNCT . 2 punct
"""
ONCE_RULED = """
They they PRON PRP 3 nsubj
once once ADV RB 3 advmod
ruled rule VERB VBD 0 root nospace
. . PUNCT . 3 punct
"""
MET_ONCE = """
They they PRON PRP 2 nsubj
met meet VERB VBD 0 root
once once ADV RB 2 advmod nospace
. . PUNCT . 2 punct
"""


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (DEADLINE_IS, ["2023-09-15"]),
        (CLOSED_FROM_UNTIL, ["2023-09-11", "2023-09-12"]),
        (PASSED_TAKES, ["2022-11", "2023-09-15"]),
        (IF_THEY_LOSE, ["2024-SP"]),
        (ONCE_RULED, ["PAST_REF"]),
        (MET_ONCE, []),
    ],
)
def test_the_tree_tells_what_is_set_what_is_past_and_what_counts(table: str, values: list[str]) -> None:
    doc = doc_from_table(table)
    article = Article(text=doc.text, published=Published.parse(WEDNESDAY))
    times, _ = find_times(doc, article, lambda _s, _e: ZoneGuess("UTC", "told by the test"))
    assert [t.value for t in times] == values


def test_one_sentence_with_many_expressions_keeps_them_apart_and_in_order() -> None:
    text = "On Monday, after two weeks of talks that began in August, they agreed to meet every month until 2025."
    assert [t.text for t in read(text)[0]] == ["Monday", "two weeks", "August", "every month", "2025"]


PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "Friday",
            "the",
            "of",
            "13th",
            "September",
            "2023",
            "00:00",
            "24:00",
            "a.m.",
            "p.m.",
            "last",
            "next",
            "99999999999",
            "years",
            "ago",
            "later",
            "week",
            "-",
            "–",
            "'s",
            "two",
            "and",
            "a half",
            "hundred",
            "BC",
            "0001",
            "9999",
            "GMT",
            "UTC+14",
            "(",
            ")",
            ".",
            "the end of",
            "early",
            "Q4",
            "1990s",
            "winter",
            "Easter",
            "every",
            "half",
            "between",
            "from",
            "to",
            "until",
            "night",
            "overnight",
            "noon",
            "midnight",
            "February 30",
            "٣",
            "²",
            "1/1/1",
            "century",
            "1000000",
            "decades",
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=25),
    st.sampled_from([None, "2023-09-13", "0001-01-01", "9999-12-31", "2023", "2023-09-12T22:00-04:00"]),
)
def test_any_text_is_read_without_failing_and_the_same_way_each_time(
    pieces: list[str], published: str | None
) -> None:
    text = " ".join(pieces)
    times, notes = read(text, published)
    for time in times:
        assert 0 <= time.start < time.end <= len(text)
        assert text[time.start : time.end] == time.text
        assert (time.earliest is None) == (time.latest is None)
        assert time.earliest is None or time.latest is None or time.earliest <= time.latest
        assert time.reason
    for note in notes:
        assert note.where is None or 0 <= note.where.start < note.where.end <= len(text)
    assert read(text, published) == (times, notes)


def test_an_empty_text_has_no_times() -> None:
    assert read("") == ((), ())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Police came on Monday night. They broke the door at a quarter past ten.", "T22:15"),
        ("A bomb went off on Monday afternoon. It exploded at half past three.", "T15:30"),
        ("The siege began on Monday evening. Shots were heard at half past eleven.", "T23:30"),
        ("The ship left on Monday morning. It sank at half past ten.", "T10:30"),
        ("A bomb went off on Monday afternoon. Another went off at 03:50.", "T03:50"),
    ],
    ids=["night", "afternoon", "late in the evening", "morning", "a clock of 24 hours"],
)
def test_the_part_of_the_day_told_before_says_which_of_two_hours_it_is(text: str, value: str) -> None:
    times, _ = read(text)
    assert times[-1].value is not None and times[-1].value.endswith(value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The navy has postponed its mission to the shoal to Saturday.", "2023-09-16"),
        ("The trial was adjourned until Monday.", "2023-09-18"),
        ("The army moved troops to the border on Saturday.", "2023-09-09"),
        ("Saturday's talks in Popayan were called off, Patino said.", "2023-09-16"),
        ("The union cancelled Friday's march.", "2023-09-15"),
        ("Tuesday's match was cancelled.", "2023-09-12"),  # yesterday's
        ("The union cancelled the march on Monday.", "2023-09-11"),
        ("A visit that had been due on Friday was called off.", "2023-09-15"),
        ("The flights, which were to resume on Monday, have been put off.", "2023-09-11"),
        ("A launch scheduled for August was called off.", "2023-08"),
        ("A launch scheduled for November was called off.", "2023-11"),
        ("The president addresses the nation on Thursday evening.", "2023-09-14TEV"),
    ],
)
def test_what_was_put_off_or_called_off_lay_ahead(text: str, day: str) -> None:
    assert [t.value for t in whence.read(text, published=WEDNESDAY).times] == [day]


def test_a_gloss_in_another_clock_tells_the_same_moment() -> None:
    text = "The missiles took off from Sondok at 6:20 a.m. (2120 GMT on Monday). A blast was heard on Tuesday at 2 a.m. (2200 GMT)."
    times = whence.read(text, published=WEDNESDAY).times
    assert [t.value for t in times] == [
        "2023-09-12T06:20",
        "2023-09-11T21:20",
        "2023-09-12T02:00",
        "2023-09-11T22:00",
    ]
    assert times[0].earliest == times[1].earliest
    assert times[2].earliest == times[3].earliest


def test_the_day_that_a_report_tells_goes_before_the_day_of_its_dateline() -> None:
    head = "DUBAI, Sep 12 (Gulf Wire) -- Two ships were fired on {}, the navy said.\n\nIt showed a film.\n\nThe first was hit at 7:40 a.m."
    for day, meant in (
        ("on Sunday", "2023-09-10"),
        ("off Jask", "2023-09-12"),
        ("that will sail home on Friday", "2023-09-12"),
    ):
        times = whence.read(head.format(day), published=WEDNESDAY).times
        assert times[-1].value == f"{meant}T07:40"


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("It was shelled between midnight and 4 a.m. on Monday.", "2023-09-10T22:00", "2023-09-11T02:00"),
        ("It was shelled from 10 p.m. on Monday to midnight.", "2023-09-11T20:00", "2023-09-11T22:00"),
        ("It grew in the first three months of the year.", "2022-12-31T23:00", "2023-03-31T22:00"),
        ("It will grow in the first ten months of the year.", "2022-12-31T23:00", "2023-10-31T23:00"),
        ("It grew in the last three months of last year.", "2022-09-30T22:00", "2022-12-31T23:00"),
        ("It grew in the first quarter of the year.", "2022-12-31T23:00", "2023-03-31T22:00"),
    ],
)
def test_a_stretch_begins_and_ends_where_it_is_told_to(text: str, begins: str, ends: str) -> None:
    times, _ = read(text)
    assert (utc(times[-1].earliest), utc(times[-1].latest)) == (begins, ends)


def test_a_stretch_of_the_year_that_is_told_as_over_is_last_years() -> None:
    told = whence.read("In Kenya 600 died in the first ten months of the year.", published=WEDNESDAY).times
    assert [str(t.latest)[:10] for t in told] == ["2022-10-31"]


def test_small_hours_behind_a_late_evening_are_of_the_next_day() -> None:
    times, _ = read(
        "A blast shook the plant shortly before midnight on Sunday. A tank caught fire at 3 a.m. and burned."
    )
    assert times[-1].value == "2023-09-11T03:00"


def test_the_day_that_heads_an_entry_of_a_chronology_dates_it() -> None:
    text = "What happened in Kenya:\n\nMONDAY, Sept. 11 - Rebels attacked a camp near Lodwar.\n\nTUESDAY, Sept. 12 - Soldiers killed nine of them."
    told = whence.read(text, published="2023-09-15").claims
    days = {c.type: str(c.time.latest)[:10] for c in told if c.time}
    assert [str(c.time.earliest)[:10] for c in told] == ["2023-09-10", "2023-09-11"], days


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A curfew begins at 22.00.", ["2023-09-13T22:00"]),
        ("Shares closed at 17.50 in Oslo, from 16.80.", []),
        ("9.10\nGood morning.\n\n8.05\nIt rained.\n\n7.40\nThey left.", ["T09:10", "T08:05", "T07:40"]),
        ("In 2021 soldiers shot dead a worker.", ["2021"]),
        ("Some 2021 soldiers left.", []),
    ],
)
def test_numbers_with_a_point_and_years_before_people(text: str, values: list[str]) -> None:
    times = whence.read(text, published=WEDNESDAY).times
    assert len(times) == len(values)
    assert all((t.value or "").endswith(v) for t, v in zip(times, values, strict=True))
