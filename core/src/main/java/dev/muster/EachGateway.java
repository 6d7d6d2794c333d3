package dev.muster;

import dev.muster.model.ChannelException;
import dev.muster.model.Failure;
import dev.muster.model.GroupResult;
import dev.muster.model.HostsFailedException;
import dev.muster.model.Output;
import dev.muster.model.Phase;
import dev.muster.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The same steps with each gateway of a group, each on a virtual thread of its own.
final class EachGateway {

  private EachGateway() {}

  static <T extends @Nullable Object> GroupResult<T> run(
      List<Gateway> gateways, Group.Steps<T> steps) throws InterruptedException {
    long start = System.nanoTime();
    List<Result<T>> results = new ArrayList<>(gateways.size());
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("each ", 0).factory())) {
      List<Future<Result<T>>> all = new ArrayList<>(gateways.size());
      for (int rank = 0; rank < gateways.size(); rank++) {
        int place = rank;
        all.add(threads.submit(() -> one(gateways.get(place), place, steps)));
      }
      try {
        for (Future<Result<T>> each : all) {
          results.add(each.get());
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw thrown(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    return new GroupResult<>(results, since(start));
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }

  private static <T extends @Nullable Object> Result<T> one(
      Gateway gateway, int rank, Group.Steps<T> steps) throws InterruptedException {
    long start = System.nanoTime();
    try {
      T value = steps.on(gateway);
      return new Result.Done<>(gateway.id(), rank, since(start), value);
    } catch (HostsFailedException e) {
      return failed(gateway, rank, since(start), e.failures().getFirst());
    } catch (ChannelException e) {
      return failed(gateway, rank, since(start), e);
    }
  }

  private static <T extends @Nullable Object> Result<T> failed(
      Gateway gateway, int rank, Duration took, Result<?> why) {
    return switch (why) {
      case Result.Threw<?>(var _, var _, var _, var thrown) ->
          new Result.Threw<>(gateway.id(), rank, took, thrown);
      case Result.Unreached<?>(var _, var _, var _, var failure) ->
          new Result.Unreached<>(gateway.id(), rank, took, failure);
      case Result.Lost<?>(var _, var _, var _, var failure, var output) ->
          new Result.Lost<>(gateway.id(), rank, took, failure, output);
      case Result.Done<?> done ->
          new Result.Lost<>(
              gateway.id(), rank, took, internal(gateway, done.message()), Output.empty());
    };
  }

  private static <T extends @Nullable Object> Result<T> failed(
      Gateway gateway, int rank, Duration took, ChannelException why) {
    if (why.thrown().isPresent()) {
      return new Result.Threw<>(gateway.id(), rank, took, why.thrown().get());
    }
    Failure failure = internal(gateway, String.valueOf(why.getMessage()));
    return new Result.Lost<>(gateway.id(), rank, took, failure, Output.empty());
  }

  private static Failure internal(Gateway gateway, String message) {
    return new Failure.Internal(Phase.RUN, gateway.id(), message);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
