"""Files of others are taken whole and with the right digest, or not at all."""

import hashlib
import socket
import time
from pathlib import Path

import pytest

from latent_mean_field.download import check_sha256, fetch
from latent_mean_field.systems.recording import RecordingError

SHARED = Path(__file__).parents[1].parent / "shared"
RECORDING = SHARED / "retina" / "IST-2017-61-v1+1_bint_fishmovie32_100.mat"
RECORDING_SHA256 = "50fa85a05950b76033809c8468f70c91fcd0c76d04587a685c1b76085f7f4dae"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_right_digest_is_accepted_in_either_case(tmp_path):
    path = tmp_path / "empty"
    path.touch()
    check_sha256(path, EMPTY_SHA256)
    check_sha256(path, EMPTY_SHA256.upper())


def test_a_wrong_digest_is_refused_with_file_expected_and_found(tmp_path):
    path = tmp_path / "empty"
    path.touch()
    with pytest.raises(RecordingError) as caught:
        check_sha256(path, RECORDING_SHA256)
    for part in (str(path), RECORDING_SHA256, EMPTY_SHA256):
        assert part in str(caught.value)


def test_the_digest_of_no_file_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="absent: no such file"):
        check_sha256(tmp_path / "absent", EMPTY_SHA256)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source"
    path.write_bytes(b"spikes" * 1000)
    return path


def test_a_download_appears_under_its_name_alone(tmp_path, source):
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    target = tmp_path / "folder" / "copy"
    target.parent.mkdir()
    fetch(source.as_uri(), target, digest, timeout=5)
    assert target.read_bytes() == source.read_bytes()
    assert list(target.parent.iterdir()) == [target]


def test_a_download_with_another_digest_leaves_what_was_there(tmp_path, source):
    target = tmp_path / "folder" / "copy"
    target.parent.mkdir()
    target.write_text("before")
    with pytest.raises(RecordingError, match=f"expected sha256 {EMPTY_SHA256}, found"):
        fetch(source.as_uri(), target, EMPTY_SHA256, timeout=5)
    assert target.read_text() == "before"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("url", ["file:///no/such/file", "nonsense", "odd://x/y"])
def test_a_failed_download_names_the_address(tmp_path, url):
    with pytest.raises(RecordingError, match=f"^{url}: download failed: ") as caught:
        fetch(url, tmp_path / "copy", EMPTY_SHA256, timeout=5)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_server_that_does_not_answer_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/file"
        start = time.monotonic()
        with pytest.raises(RecordingError, match="download failed: timed out"):
            fetch(url, tmp_path / "copy", EMPTY_SHA256, timeout=0.2)
    assert time.monotonic() - start < 5
    assert not list(tmp_path.iterdir())
