// Command client runs one command on many hosts with golang.org/x/crypto/ssh and prints what it cost: the peer to beat.
//
// Host i of the run is 127.(1+i/62500).(i/250 mod 250).(1+i mod 250), so 10,000 hosts are 127.1.[0-39].[1-250].
// The last line of its output is "ok=N failed=N bytes=N wall_ms=X cpu_ms=X rss_kib=N". With -hold, connections stay open, and a
// line "held=N rss_kib=N" is printed at each of the given counts, after a garbage collection that returns memory to the system.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

type tally struct {
	lock   sync.Mutex // guards the rest
	ok     int
	bytes  int
	errors []error
	kept   []*ssh.Client
}

func main() {
	log.SetFlags(0)
	count := flag.Int("n", 1000, "hosts")
	limit := flag.Int("limit", 200, "hosts in flight")
	port := flag.Int("port", 2200, "port")
	user := flag.String("user", "root", "user")
	key := flag.String("key", "", "private key `file`")
	kex := flag.String("kex", "", "key exchange `names`, comma-separated (default: the library's)")
	command := flag.String("command", "echo hello world", "command")
	hold := flag.String("hold", "", "keep connections open and print the memory at these `counts`, for example 2500,5000")
	flag.Parse()

	pem, err := os.ReadFile(*key)
	if err != nil {
		log.Fatal(err)
	}
	signer, err := ssh.ParsePrivateKey(pem)
	if err != nil {
		log.Fatalf("client: %s: %v", *key, err)
	}
	conf := &ssh.ClientConfig{
		User:            *user,
		Auth:            []ssh.AuthMethod{ssh.PublicKeys(signer)},
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	}
	if *kex != "" {
		conf.KeyExchanges = strings.Split(*kex, ",")
	}
	marks := []int{*count}
	if *hold != "" {
		marks = nil
		for _, text := range strings.Split(*hold, ",") {
			mark, err := strconv.Atoi(text)
			if err != nil {
				log.Fatalf("client: -hold wants numbers with commas between, got %q", *hold)
			}
			marks = append(marks, mark)
		}
	}

	var sum tally
	begun := time.Now()
	next := 0
	for _, mark := range marks {
		sum.reach(next, mark, *limit, func(i int) { sum.one(address(i, *port), conf, *command, *hold != "") })
		next = mark
		if *hold != "" {
			debug.FreeOSMemory()
			fmt.Printf("held=%d rss_kib=%d\n", len(sum.kept), resident())
		}
	}
	wall := time.Since(begun)
	for i, err := range sum.errors {
		if i == 3 {
			log.Printf("and %d more", len(sum.errors)-i)
			break
		}
		log.Print(err)
	}
	fmt.Printf("ok=%d failed=%d bytes=%d wall_ms=%.3f cpu_ms=%.3f rss_kib=%d\n",
		sum.ok, len(sum.errors), sum.bytes, float64(wall)/1e6, float64(spent())/1e6, resident())
	if len(sum.errors) > 0 {
		os.Exit(1)
	}
}

// reach works on hosts from..to-1, at most limit of them at once, and returns when all are done.
func (t *tally) reach(from, to, limit int, work func(int)) {
	slots := make(chan struct{}, limit)
	var all sync.WaitGroup
	for i := from; i < to; i++ {
		slots <- struct{}{}
		all.Add(1)
		go func(i int) {
			work(i)
			<-slots
			all.Done()
		}(i)
	}
	all.Wait()
}

func (t *tally) one(address string, conf *ssh.ClientConfig, command string, keep bool) {
	client, out, err := run(address, conf, command)
	if client != nil && !keep {
		client.Close()
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	if err != nil {
		t.errors = append(t.errors, fmt.Errorf("%s: %w", address, err))
		return
	}
	t.ok++
	t.bytes += out
	if keep {
		t.kept = append(t.kept, client)
	}
}

func run(address string, conf *ssh.ClientConfig, command string) (*ssh.Client, int, error) {
	client, err := ssh.Dial("tcp", address, conf)
	if err != nil {
		return nil, 0, err
	}
	session, err := client.NewSession()
	if err != nil {
		return client, 0, err
	}
	out, err := session.Output(command)
	return client, len(out), err
}

func address(i, port int) string {
	return fmt.Sprintf("127.%d.%d.%d:%d", 1+i/62500, i/250%250, 1+i%250, port)
}

// resident is the memory of this process that is in use now, in KiB.
func resident() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize() / 1024
}

// spent is the processor time of this process until now.
func spent() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
