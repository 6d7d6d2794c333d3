// Command delay is a TCP relay that makes a server on this machine look far away: what one side sends reaches the other a fixed
// time later. A connection to any address goes to the same address at the target port, so it serves all of 127.0.0.0/8 at once.
//
// TCP's own handshake is part of the distance. Over a wire with delay d, a client that dials at 0 is connected at 2d and the server
// at 3d. The relay's client is connected at 0, so the relay dials the server at 3d, and what the client says before
// it has heard anything is 2d older over there than it looks here.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"strconv"
	"sync/atomic"
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
	var heard int32 // 1 when the client has been given a byte of the server
	toServer := receive(near, func() time.Duration {
		if atomic.LoadInt32(&heard) == 0 {
			return 3 * delay
		}
		return delay
	})
	time.Sleep(3 * delay)
	host := near.LocalAddr().(*net.TCPAddr).IP.String()
	socket, err := net.Dial("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		log.Print(err)
		near.Close()
		for range toServer {
		}
		return
	}
	far := socket.(*net.TCPConn)
	toClient := receive(far, func() time.Duration { return delay })
	done := make(chan struct{})
	go func() {
		deliver(far, toServer, func() {})
		close(done)
	}()
	deliver(near, toClient, func() { atomic.StoreInt32(&heard, 1) })
	<-done
	near.Close()
	far.Close()
}

// receive gives what src sends, each piece with its time of arrival; the channel's end is the end of the stream. At most 256 parcels are
// on their way: a slow reader slows the writer.
func receive(src *net.TCPConn, delay func() time.Duration) <-chan parcel {
	road := make(chan parcel, 256)
	go func() {
		defer close(road)
		for {
			room := make([]byte, 32*1024)
			n, err := src.Read(room)
			road <- parcel{time.Now().Add(delay()), room[:n]} // an empty one carries the end
			if err != nil {
				return
			}
		}
	}()
	return road
}

// deliver writes each parcel when it arrives, then passes the end on. After a failed write the rest is thrown away.
func deliver(dst *net.TCPConn, road <-chan parcel, arriving func()) {
	broken := false
	for next := range road {
		time.Sleep(time.Until(next.arrives))
		if !broken {
			arriving()
			_, err := dst.Write(next.bytes)
			broken = err != nil
		}
	}
	dst.CloseWrite()
}
