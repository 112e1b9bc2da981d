"""Commuting by gravity: it fills the jobs, sends out the residents, and comes near the few trips that are published."""

import numpy as np
import pandas as pd
import pytest

from impact import bundle
from impact.inputoutput import corop_distances
from impact.inputoutput.regional.commuting import commuting_shares, with_residents
from impact.sources import snapshot

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def distance():
    return corop_distances()


@pytest.fixture(scope="module")
def people(distance):
    jobs = snapshot.table("corop-jobs").query("year == 2014 and sector == 'A-U'").set_index("region")["value"]
    by_nuts = snapshot.table("eu-nuts-population").query("year == 2014").set_index("region")["value"]
    codes = pd.read_csv(bundle.data("concordances", "nuts.csv"), index_col="corop")["nuts_2021"]
    return jobs.reindex(distance.index), codes.map(by_nuts).reindex(distance.index)


@pytest.fixture(scope="module")
def shares(people, distance):
    return commuting_shares(*people, distance, decay=2.4)


def test_it_fills_the_jobs_and_sends_out_the_residents(shares, people):
    jobs, residents = people
    np.testing.assert_allclose(shares.sum(), 1.0, rtol=1e-12)
    at_home = (shares * jobs).sum(axis=1)
    np.testing.assert_allclose(at_home / jobs.sum(), residents / residents.sum(), rtol=1e-6)


def test_it_comes_near_the_published_trips_of_2014(shares, people):
    """CBS, employee jobs by residence and work, December 2014, thousand: the seven pairs of the snapshot."""
    trips = shares * people[0]
    province = ["CR01", "CR02", "CR03"]
    known = snapshot.table("commuting").set_index(["home", "work"])["value"]
    found = {
        ("PV20", "PV20"): trips.loc[province, province].to_numpy().sum(),
        ("PV20", "CR01"): trips.loc[province, "CR01"].sum(),
        ("PV20", "CR03"): trips.loc[province, "CR03"].sum(),
        **{pair: trips.loc[pair] for pair in known.index if pair[0] != "PV20"},
    }
    apart = {pair: found[pair] / known[pair] - 1 for pair in known.index}
    large = [pair for pair in apart if known[pair] > 20]
    assert max(abs(apart[pair]) for pair in large) < 0.06
    assert max(abs(value) for value in apart.values()) < 0.45  # small flows between neighbours


def test_the_share_of_residents_is_the_drawn_one(shares):
    local = np.array([0.0, 0.6, 0.9])
    found = with_residents(shares, AREA, local)
    inside = shares.index.isin(AREA)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-12)
    held = found[:, inside][:, :, inside].sum(axis=1)
    np.testing.assert_allclose(held, np.repeat(local[:, None], 4, axis=1), rtol=1e-12)
    outside = ~inside
    np.testing.assert_array_equal(found[:, :, outside], np.repeat(shares.to_numpy()[None][:, :, outside], 3, axis=0))


def test_what_makes_no_sense_is_refused(people, distance, shares):
    jobs, residents = people
    with pytest.raises(ValueError, match="jobs of CR02: missing, zero or negative"):
        commuting_shares(jobs.mask(jobs.index == "CR02"), residents, distance, decay=2.0)
    with pytest.raises(ValueError, match="decay is -1"):
        commuting_shares(jobs, residents, distance, decay=-1)
    with pytest.raises(ValueError, match="jobs and residents"):
        commuting_shares(jobs, residents.iloc[::-1], distance, decay=2.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        with_residents(shares, AREA, np.array([1.1]))
    with pytest.raises(ValueError, match="no commuting for CR99"):
        with_residents(shares, ["CR99"], np.array([0.5]))
