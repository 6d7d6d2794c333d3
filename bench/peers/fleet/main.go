// Command fleet plays any number of hosts with one SSH server: it listens on every address, so each of 127.0.0.0/8 is a host.
//
// By default it answers every command with canned text, which costs little, so that a client can be measured on the same machine.
// With -real it runs the command with /bin/sh and passes on standard input, output, error, signals and the exit status.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	var keys list
	flag.Var(&keys, "key", "private host key `file`; may be given several times (default: an ed25519 key made now)")
	listen := flag.String("listen", "0.0.0.0:2200", "address and port")
	public := flag.String("public", "", "write the public host keys to this `file`")
	authorized := flag.String("authorized", "", "accept only the keys in this `file` (default: any key)")
	kex := flag.String("kex", "", "key exchange `names`, comma-separated (default: the library's)")
	ciphers := flag.String("ciphers", "", "cipher `names`, comma-separated")
	macs := flag.String("macs", "", "MAC `names`, comma-separated")
	rekey := flag.Uint64("rekey", 0, "start a new key exchange after so many `bytes`")
	var act play
	flag.BoolVar(&act.real, "real", false, "run commands for real")
	flag.StringVar(&act.answer, "answer", "hello world\n", "canned `text`")
	flag.Int64Var(&act.bytes, "bytes", 0, "print so many `bytes` of numbered lines in place of the canned text")
	flag.IntVar(&act.line, "line", 1024, "length of such a line, its end included")
	flag.DurationVar(&act.takes, "takes", 0, "how long a canned command takes")
	flag.Uint64Var(&act.status, "status", 0, "exit status of a canned command")
	flag.Parse()
	if flag.NArg() > 0 || act.line < 16 {
		log.Fatalf("fleet: want options only and lines of 16 bytes or more, got %q and -line %d; see -help", flag.Args(), act.line)
	}

	conf := &ssh.ServerConfig{PublicKeyCallback: accept(*authorized)}
	conf.KeyExchanges, conf.Ciphers, conf.MACs = names(*kex), names(*ciphers), names(*macs)
	conf.RekeyThreshold = *rekey
	var lines []byte
	for _, signer := range signers(keys) {
		conf.AddHostKey(signer)
		lines = append(lines, ssh.MarshalAuthorizedKey(signer.PublicKey())...)
	}
	if *public != "" {
		if err := os.WriteFile(*public, lines, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	door, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening", door.Addr().(*net.TCPAddr).Port)
	for {
		socket, err := door.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(10 * time.Millisecond) // out of descriptors: let some connections end
			continue
		}
		go act.serve(socket, conf)
	}
}

func names(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func signers(files []string) []ssh.Signer {
	var all []ssh.Signer
	for _, file := range files {
		pem, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		signer, err := ssh.ParsePrivateKey(pem)
		if err != nil {
			log.Fatalf("fleet: %s: %v", file, err)
		}
		all = append(all, signer)
	}
	if len(all) == 0 {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			log.Fatal(err)
		}
		signer, err := ssh.NewSignerFromKey(private)
		if err != nil {
			log.Fatal(err)
		}
		all = append(all, signer)
	}
	return all
}

// accept gives the check of a user's key. The file is read at each login, so that a test may add a key later.
func accept(file string) func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) {
	return func(_ ssh.ConnMetadata, offered ssh.PublicKey) (*ssh.Permissions, error) {
		if file == "" {
			return nil, nil
		}
		rest, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for len(rest) > 0 {
			var key ssh.PublicKey
			key, _, _, rest, err = ssh.ParseAuthorizedKey(rest)
			if err != nil {
				break
			}
			if string(key.Marshal()) == string(offered.Marshal()) {
				return nil, nil
			}
		}
		return nil, fmt.Errorf("key %s is not in %s", ssh.FingerprintSHA256(offered), file)
	}
}
