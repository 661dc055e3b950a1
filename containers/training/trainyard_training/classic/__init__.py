"""TF-IDF and a classifier of scikit-learn (`linear`)."""
