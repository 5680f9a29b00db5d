// Checks a journal or its receipts with Go's own packages for transparency logs, sharing no code with Shishi.
//
// Debian has the packages as golang-golang-x-mod-dev; then
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run check.go folder VKEY FOLDER [EARLIER-CHECKPOINT]
//	GO111MODULE=off GOPATH=/usr/share/gocode go run check.go receipts VKEY FILE...
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height, width = 8, 256

func main() {
	if len(os.Args) < 4 {
		fail(errors.New("usage: check folder VKEY FOLDER [EARLIER-CHECKPOINT] | check receipts VKEY FILE..."))
	}
	switch os.Args[1] {
	case "folder":
		checkFolder(os.Args[2], os.Args[3], os.Args[4:])
	case "receipts":
		for _, file := range os.Args[3:] {
			checkReceipt(os.Args[2], file)
		}
	}
}

// open verifies the signature and reads the three lines of a checkpoint.
func open(vkey string, text []byte) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	fail(err)
	signed, err := note.Open(text, note.VerifierList(verifier))
	fail(err)
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail(errors.New("not a checkpoint of this log"))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	fail(err)
	root, err := tlog.ParseHash(lines[2])
	fail(err)
	return tlog.Tree{N: size, Hash: root}
}

// folder reads tiles from files. Go names the height in a path and calls entries data; the files do neither.
type folder string

func (f folder) Height() int                     { return height }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(f.path(tile.Path()))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) path(path string) string {
	path = strings.Replace(path, "tile/8/", "tile/", 1)
	return filepath.Join(string(f), strings.Replace(path, "tile/data/", "tile/entries/", 1))
}

func checkFolder(vkey, path string, earlier []string) {
	text, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	fail(err)
	tree, files := open(vkey, text), folder(path)
	reader := tlog.TileHashReader(tree, files)
	if tree.N == 0 && tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
		fail(errors.New("wrong root of the empty tree"))
	}
	// The reader vouches for each hash it returns: it leads to the signed root.
	for first := int64(0); first < tree.N; first += width {
		count := tree.N - first
		if count > width {
			count = width
		}
		var indexes []int64
		for i := int64(0); i < count; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+i))
		}
		hashes, err := reader.ReadHashes(indexes)
		fail(err)
		bundle, err := os.ReadFile(files.path(tlog.Tile{H: height, L: -1, N: first / width, W: int(count)}.Path()))
		fail(err)
		for i, hash := range hashes {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				fail(fmt.Errorf("entry %d is cut short", first+int64(i)))
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != hash {
				fail(fmt.Errorf("entry %d is not the one that was signed", first+int64(i)))
			}
			bundle = bundle[end:]
		}
		if len(bundle) > 0 {
			fail(fmt.Errorf("bytes left over behind entry %d", first+count-1))
		}
	}
	for _, file := range earlier {
		text, err := os.ReadFile(file)
		fail(err)
		old := open(vkey, text)
		if old.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		fail(err)
		fail(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	}
	fmt.Printf("ok %d %s\n", tree.N, tree.Hash)
}

func checkReceipt(vkey, file string) {
	text, err := os.ReadFile(file)
	fail(err)
	parts := strings.SplitN(string(text), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail(errors.New("not a receipt with its entry"))
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	fail(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	fail(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		fail(err)
		proof = append(proof, hash)
	}
	tree := open(vkey, []byte(parts[1]))
	fail(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
	fmt.Printf("ok %d of %d\n", index, tree.N)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
