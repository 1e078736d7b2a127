CREATE TABLE orders (id int PRIMARY KEY, customer text NOT NULL);
INSERT INTO orders VALUES (1, 'the first');
