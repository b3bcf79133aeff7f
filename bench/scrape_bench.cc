// How fast logs become metrics: ten definitions, three of which match, over lines of about 104
// bytes with progress bars and colours.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "metrics/line_splitter.h"
#include "metrics/scraper.h"

namespace tuner {
namespace {

// Epoch 12/30 … as a training prints it: every eighth line coloured, every fourth a redrawn
// progress bar.
std::string make_log(std::size_t bytes) {
  std::string log;
  for (int i = 0; log.size() < bytes; ++i) {
    const std::string number = std::to_string(i);
    const std::string loss = "0." + std::to_string(100000 + i * 7919 % 899999);
    if (i % 8 == 0) log += "\x1b[32m";
    log += "12:00:00 INFO epoch=" + number + " batch 117/500 train_loss=" + loss +
           " val_acc=" + loss + " lr=1.25e-03 1533.2 samples/s";
    if (i % 8 == 0) log += "\x1b[0m";
    log += i % 4 == 0 ? "\r" : "\n";
  }
  return log;
}

std::vector<MetricDefinition> definitions() {
  return {{"train:loss", "train_loss=([-+0-9.eE]+)"},
          {"validation:accuracy", "val_acc=([0-9.]+)"},
          {"learning-rate", R"(lr=(\S+))"},
          {"validation:loss", "val_loss=([0-9.]+)"},
          {"test:f1", R"(test f1: ([0-9.]+))"},
          {"auc", R"(AUC\s*=\s*([0-9.]+))"},
          {"rmse", R"(\brmse[:=]\s*([-+0-9.eE]+))"},
          {"perplexity", R"((?P<value>[0-9.]+) perplexity)"},
          {"bleu", R"(BLEU = ([0-9.]+) at step (?P<step>\d+))"},
          {"reward", R"(episode_reward_mean: ([-+0-9.eE]+))"}};
}

constexpr std::size_t kLogBytes = 8 << 20, kChunkBytes = 64 << 10;

void split_lines(benchmark::State& state) {
  const std::string log = make_log(kLogBytes);
  std::size_t lines = 0;
  for (auto _ : state) {
    LineSplitter splitter;
    splitter.feed(log, [&](const Line& line) { lines += line.text.empty() ? 0 : 1; });
  }
  benchmark::DoNotOptimize(lines);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * log.size()));
}
BENCHMARK(split_lines)->Unit(benchmark::kMillisecond);

void scrape_ten_definitions(benchmark::State& state) {
  const std::string log = make_log(kLogBytes);
  const auto metrics = definitions();
  std::size_t points = 0, lines = 0;
  for (auto _ : state) {
    const auto scraper = make_scraper(metrics).value();
    for (std::size_t at = 0; at < log.size(); at += kChunkBytes) {
      points += scraper->feed(std::string_view(log).substr(at, kChunkBytes), TimePoint{}).size();
    }
    points += scraper->finish(TimePoint{}).size();
    lines += scraper->report().lines;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * log.size()));
  state.counters["bytes/line"] = static_cast<double>(state.iterations() * log.size()) / lines;
  state.counters["points/line"] = static_cast<double>(points) / lines;
}
BENCHMARK(scrape_ten_definitions)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tuner

BENCHMARK_MAIN();
