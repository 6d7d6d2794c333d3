// Command delay is a TCP relay that makes a server on this machine look far away: what one side sends reaches the other a fixed
// time later. A connection to any address goes to the same address at the target port, so it serves all of 127.0.0.0/8 at once.
//
// The relay accepts at once, so it adds the trip of TCP's own handshake itself. Over a wire with delay d, a client that
// dials at 0 is connected at 2d; its first byte is there at 3d at the soonest, and the answer to that is back at 4d.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"time"
)

// parcel is a piece of one direction with the time at which it arrives.
type parcel struct {
	arrives time.Time
	bytes   []byte
}

func main() {
	listen := flag.String("listen", "0.0.0.0:2300", "address and port")
	target := flag.Int("to", 2200, "port of the server, on the address that was dialled")
	delay := flag.Duration("delay", 25*time.Millisecond, "time each way: half a round trip")
	flag.Parse()
	door, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening", door.Addr().(*net.TCPAddr).Port)
	for {
		near, err := door.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go relay(near.(*net.TCPConn), *target, *delay)
	}
}

func relay(near *net.TCPConn, port int, delay time.Duration) {
	dialled := time.Now()
	host := near.LocalAddr().(*net.TCPAddr).IP.String()
	socket, err := net.Dial("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		log.Print(err)
		near.Close()
		return
	}
	far := socket.(*net.TCPConn)
	done := make(chan struct{})
	go func() {
		carry(far, near, delay, dialled.Add(3*delay))
		close(done)
	}()
	carry(near, far, delay, dialled.Add(4*delay))
	<-done
	near.Close()
	far.Close()
}

// carry moves bytes until src ends, then passes the end on. At most 256 parcels are on their way: a slow reader slows the writer.
func carry(dst, src *net.TCPConn, delay time.Duration, soonest time.Time) {
	road := make(chan parcel, 256)
	go func() {
		defer close(road)
		for {
			room := make([]byte, 32*1024)
			n, err := src.Read(room)
			arrives := time.Now().Add(delay)
			if arrives.Before(soonest) {
				arrives = soonest
			}
			road <- parcel{arrives, room[:n]} // an empty one carries the end
			if err != nil {
				if err != io.EOF {
					log.Print(err)
				}
				return
			}
		}
	}()
	broken := false
	for next := range road {
		time.Sleep(time.Until(next.arrives))
		if !broken {
			_, err := dst.Write(next.bytes)
			broken = err != nil
		}
	}
	dst.CloseWrite()
}
