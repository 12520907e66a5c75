package dev.firedrill.reports.incident;

import java.util.ArrayList;
import java.util.List;

/// What would have helped, for the products that have it.
///
/// @param advice what to do, as a sentence
/// @param settings lines of redis.conf that do it; empty where no directive does
/// @param arithmetic how the values follow from what was observed; empty where nothing was computed
public record Remedy(
        List<Product> products, String advice, List<Setting> settings, String arithmetic) {
    /// A line of redis.conf.
    public record Setting(String directive, String value) {
        @Override
        public String toString() {
            return directive + " " + value;
        }
    }

    public Remedy {
        products = List.copyOf(products);
        settings = List.copyOf(settings);
    }

    /// Something to do that every product allows.
    public static Remedy forAll(String advice) {
        return new Remedy(List.of(Product.values()), advice, List.of(), "");
    }

    public static Remedy forFiredrill(String advice) {
        return new Remedy(List.of(Product.FIREDRILL), advice, List.of(), "");
    }

    public static Remedy forRedisAndValkey(String advice) {
        return new Remedy(List.of(Product.REDIS, Product.VALKEY), advice, List.of(), "");
    }

    /// The same with one more line of redis.conf.
    public Remedy setting(String directive, String value) {
        var all = new ArrayList<>(settings);
        all.add(new Setting(directive, value));
        return new Remedy(products, advice, all, arithmetic);
    }

    /// The same with the computation of its values.
    public Remedy because(String computed) {
        return new Remedy(products, advice, settings, computed);
    }

    /// @param target as a run's header names it: the product, and its version if it has several
    boolean isFor(String target) {
        String product = target.split(":", 2)[0];
        return products.stream().anyMatch(one -> one.word().equals(product));
    }
}
