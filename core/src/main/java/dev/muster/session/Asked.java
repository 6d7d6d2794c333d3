package dev.muster.session;

import dev.muster.model.Prompts.Prompt;
import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.Passwords;
import dev.muster.ssh.auth.Prompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings the engine's questions for secrets to those who answer them here.
final class Asked {

  private Asked() {}

  static Passwords passwords(dev.muster.model.Passwords asked) {
    return new Passwords() {
      @Override
      public Optional<char[]> password(Account account) {
        return asked.of(account.toString());
      }

      @Override
      public Optional<char[]> changed(Account account, String prompt) {
        return asked.changed(account.toString(), prompt);
      }
    };
  }

  static Prompts prompts(dev.muster.model.Prompts asked) {
    return round -> {
      List<Prompt> prompts = new ArrayList<>(round.prompts().size());
      for (Prompts.Prompt prompt : round.prompts()) {
        prompts.add(new Prompt(prompt.text(), prompt.isShown()));
      }
      boolean named = !round.name().isEmpty() && !round.instruction().isEmpty();
      String instruction = round.name() + (named ? "\n" : "") + round.instruction();
      return asked.answer(round.account().toString(), instruction, List.copyOf(prompts));
    };
  }
}
