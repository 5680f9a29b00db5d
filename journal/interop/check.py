#!/usr/bin/env python3
"""Checks a journal or its receipts with nothing but Python's standard library and the openssl command.

    check.py folder VKEY FOLDER [EARLIER-CHECKPOINT]
    check.py receipts VKEY FILE...
    check.py batches VKEY FILE...

The files of `batches` are receipts of one line of a batch. It shares no code with Shishi and follows c2sp.org/tlog-tiles, tlog-checkpoint, signed-note and tlog-proof.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

ED25519_DER = bytes.fromhex("302a300506032b6570032100")


def sha(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha(b"\x01" + left + right)


def root_of(hashes):
    """Root over any hashes of one level, by RFC 6962's definition."""
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root_of(hashes[:middle]), root_of(hashes[middle:]))


def verify_signature(public, text, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("key", "text", "signature")]
        for name, data in zip(names, (ED25519_DER + public, text, signature)):
            with open(name, "wb") as file:
                file.write(data)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", names[0]]
        command += ["-rawin", "-in", names[1], "-sigfile", names[2]]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def open_checkpoint(vkey, note):
    """The size and root of a signed checkpoint, once its signature by the key was found good."""
    name, key_id, encoded = vkey.split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    wanted = sha(name.encode() + b"\n" + key)[:4]
    assert key[0] == 1 and wanted.hex() == key_id, "not an Ed25519 key"
    assert not any(byte < 32 and byte != 10 for byte in note), "control characters in the note"
    text, _, lines = note.rpartition(b"\n\n")
    text += b"\n"
    assert lines.endswith(b"\n"), "the last line does not end"
    good = 0
    for line in lines.decode()[:-1].split("\n"):
        dash, signer, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if dash == "\u2014" and signer == name and signature[:4] == wanted:
            assert verify_signature(key[1:], text, signature[4:]), "the signature is wrong"
            good += 1
    assert good, "no signature by the key"
    origin, size, root = text.decode().split("\n")[:3]
    assert origin == name and str(int(size)) == size, "not a checkpoint of this log"
    return int(size), base64.b64decode(root, validate=True)


def tile_path(kind, index, width):
    groups = ["%03d" % (index % 1000)]
    while index >= 1000:
        index //= 1000
        groups.insert(0, "x%03d" % (index % 1000))
    return os.path.join("tile", kind, *groups) + ("" if width == 256 else ".p/%d" % width)


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def entries_of(bundle, first, count):
    for index in range(first, first + count):
        length = int.from_bytes(bundle[:2], "big")
        assert len(bundle) >= 2 + length, "entry %d is cut short" % index
        yield index, bundle[2 : 2 + length]
        bundle = bundle[2 + length :]
    assert not bundle, "bytes left over behind entry %d" % (first + count - 1)


def check_folder(vkey, folder, earlier=None):
    size, root = open_checkpoint(vkey, read(folder, "checkpoint"))
    leaves = []
    for first in range(0, size, 256):
        count = min(256, size - first)
        for _, entry in entries_of(read(folder, tile_path("entries", first // 256, count)), first, count):
            leaves.append(sha(b"\x00" + entry))
    # Every tile at every level holds what follows from the entries.
    level, hashes = 0, leaves
    while hashes:
        for first in range(0, len(hashes), 256):
            part = hashes[first : first + 256]
            stored = read(folder, tile_path(str(level), first // 256, len(part)))
            assert len(stored) == 32 * len(part), "tile %d of level %d has another length" % (first // 256, level)
            for offset, expected in enumerate(part):
                index = (first + offset) << 8 * level
                assert stored[32 * offset :][:32] == expected, "level %d does not fit entry %d" % (level, index)
        whole = len(hashes) // 256 * 256
        hashes = [root_of(hashes[first : first + 256]) for first in range(0, whole, 256)]
        level += 1
    assert root_of(leaves) == root, "the entries do not have the signed root"
    if earlier:
        old_size, old_root = open_checkpoint(vkey, read(earlier))
        assert old_size <= size and root_of(leaves[:old_size]) == old_root, "not a continuation"
    print("ok %d %s" % (size, base64.b64encode(root).decode()))


def climb(result, index, size, proof):
    """The root over so many leaves, of which one and the hashes beside its way are known."""
    if size == 1:
        assert not proof, "the proof is too long"
        return result
    assert proof, "the proof is too short"
    middle = 1 << (size - 1).bit_length() - 1
    if index < middle:
        return node(climb(result, index, middle, proof[:-1]), proof[-1])
    return node(proof[-1], climb(result, index - middle, size - middle, proof[:-1]))


def open_receipt(vkey, text):
    """The entry, its index and the size of the log, once they were found to belong together."""
    head, _, note = text.partition(b"\n\n")
    header, extra, index, *proof = head.decode().split("\n")
    assert header == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and index.startswith("index ")
    size, root = open_checkpoint(vkey, note)
    index = int(index[6:])
    assert index < size, "no such leaf"
    entry = base64.b64decode(extra[6:], validate=True)
    proof = [base64.b64decode(line, validate=True) for line in proof]
    assert climb(sha(b"\x00" + entry), index, size, proof) == root, "the proof does not lead to the root"
    return entry, index, size


def check_receipt(vkey, file):
    _, index, size = open_receipt(vkey, read(file))
    print("ok %d of %d" % (index, size))


def check_batch(vkey, file):
    receipt = json.loads(read(file))
    assert set(receipt) == {"batch", "line", "lines", "number", "path", "schema"}, "not a batch receipt"
    assert receipt["schema"] == "shishi-batch-receipt/1", "another form of receipt"
    entry, _, _ = open_receipt(vkey, receipt["batch"].encode())
    promised = json.loads(entry)["data"]
    lines, number = receipt["lines"], receipt["number"]
    assert lines == promised["lines"] and 0 <= number < lines, "the batch has no such line"
    path = [base64.b64decode(line, validate=True) for line in receipt["path"]]
    root = climb(sha(b"\x00" + receipt["line"].encode()), number, lines, path)
    assert root.hex() == promised["root"], "the path does not lead to the batch's root"
    print("ok %s" % receipt["line"])


def main(mode, vkey, *files):
    try:
        if mode == "folder":
            check_folder(vkey, *files)
        else:
            for file in files:
                (check_batch if mode == "batches" else check_receipt)(vkey, file)
    except (AssertionError, KeyError, OSError, TypeError, ValueError) as error:
        sys.exit(str(error) or "refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
